//! Values as bytes that only the same values have, to make digests of.
//! Gives bytes for whatever views hold, without a name for each field.
//! Must not be read back.

use std::fmt;

use serde::{
    Serialize,
    ser::{
        SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant,
        SerializeTuple, SerializeTupleStruct, SerializeTupleVariant, Serializer,
    },
};

/// The bytes of a value of one type: another value of it has other bytes, and neither begins with
/// those of the other. `None` if the value itself fails.
pub fn bytes(value: &impl Serialize) -> Option<Vec<u8>> {
    let mut bytes = Bytes(Vec::with_capacity(64 * 1024));
    value.serialize(&mut bytes).ok()?;
    Some(bytes.0)
}

/// What begins a value, since some may hold others of any kind.
#[derive(Clone, Copy)]
enum Sign {
    Nothing,
    Something,
    Signed,
    Unsigned,
    Float,
    Bool,
    Text,
    Bytes,
    Char,
    Variant,
    List,
    Map,
    /// Ends a list or a map: nothing else begins with it.
    End,
}

struct Bytes(Vec<u8>);

type Name = &'static str;
type Done = Result<(), fmt::Error>;
type Opened<'b> = Result<Inside<'b>, fmt::Error>;

impl Bytes {
    fn sign(&mut self, sign: Sign) -> Done {
        self.number(sign, [])
    }

    #[expect(clippy::unnecessary_wraps, reason = "what the methods of a serializer give")]
    fn number<const N: usize>(&mut self, sign: Sign, bytes: [u8; N]) -> Done {
        self.0.push(sign as u8);
        self.0.extend_from_slice(&bytes);
        Ok(())
    }

    fn sized(&mut self, sign: Sign, bytes: &[u8]) -> Done {
        self.number(sign, bytes.len().to_le_bytes())?;
        self.0.extend_from_slice(bytes);
        Ok(())
    }

    fn open(&mut self, variant: Option<u32>) -> Opened<'_> {
        if let Some(index) = variant {
            self.number(Sign::Variant, index.to_le_bytes())?;
        }
        self.sign(Sign::List)?;
        Ok(Inside(self))
    }
}

/// Methods for numbers, each as the widest number of its kind.
macro_rules! numbers {
    ($($method:ident $type:ty, $sign:ident $widest:ty;)*) => {$(
        fn $method(self, it: $type) -> Done {
            self.number(Sign::$sign, <$widest>::from(it).to_le_bytes())
        }
    )*};
}

impl<'b> Serializer for &'b mut Bytes {
    type Ok = ();
    type Error = fmt::Error;
    type SerializeSeq = Inside<'b>;
    type SerializeTuple = Inside<'b>;
    type SerializeTupleStruct = Inside<'b>;
    type SerializeTupleVariant = Inside<'b>;
    type SerializeMap = Inside<'b>;
    type SerializeStruct = Inside<'b>;
    type SerializeStructVariant = Inside<'b>;

    numbers! {
        serialize_bool bool, Bool u8;
        serialize_i8 i8, Signed i128;
        serialize_i16 i16, Signed i128;
        serialize_i32 i32, Signed i128;
        serialize_i64 i64, Signed i128;
        serialize_i128 i128, Signed i128;
        serialize_u8 u8, Unsigned u128;
        serialize_u16 u16, Unsigned u128;
        serialize_u32 u32, Unsigned u128;
        serialize_u64 u64, Unsigned u128;
        serialize_u128 u128, Unsigned u128;
        serialize_f32 f32, Float f64;
        serialize_f64 f64, Float f64;
        serialize_char char, Char u32;
    }

    fn serialize_str(self, it: &str) -> Done {
        self.sized(Sign::Text, it.as_bytes())
    }

    fn serialize_bytes(self, it: &[u8]) -> Done {
        self.sized(Sign::Bytes, it)
    }

    fn serialize_none(self) -> Done {
        self.sign(Sign::Nothing)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, it: &T) -> Done {
        self.sign(Sign::Something)?;
        it.serialize(self)
    }

    fn serialize_unit(self) -> Done {
        self.sign(Sign::Nothing)
    }

    fn serialize_unit_struct(self, _: Name) -> Done {
        self.sign(Sign::Nothing)
    }

    fn serialize_unit_variant(self, _: Name, index: u32, _: Name) -> Done {
        self.number(Sign::Variant, index.to_le_bytes())
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: Name, it: &T) -> Done {
        it.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: Name,
        index: u32,
        _: Name,
        it: &T,
    ) -> Done {
        self.number(Sign::Variant, index.to_le_bytes())?;
        it.serialize(self)
    }

    fn serialize_seq(self, _: Option<usize>) -> Opened<'b> {
        self.open(None)
    }

    fn serialize_tuple(self, _: usize) -> Opened<'b> {
        self.open(None)
    }

    fn serialize_tuple_struct(self, _: Name, _: usize) -> Opened<'b> {
        self.open(None)
    }

    fn serialize_tuple_variant(
        self,
        _: Name,
        index: u32,
        _: Name,
        _: usize,
    ) -> Opened<'b> {
        self.open(Some(index))
    }

    fn serialize_map(self, _: Option<usize>) -> Opened<'b> {
        self.sign(Sign::Map)?;
        Ok(Inside(self))
    }

    fn serialize_struct(self, _: Name, _: usize) -> Opened<'b> {
        self.open(None)
    }

    fn serialize_struct_variant(
        self,
        _: Name,
        index: u32,
        _: Name,
        _: usize,
    ) -> Opened<'b> {
        self.open(Some(index))
    }
}

/// What is in a list, a map or a struct, one after the other.
struct Inside<'b>(&'b mut Bytes);

/// Traits for what is in others, all of which add one value after the other.
macro_rules! inside {
    ($($of:ident: $($method:ident($($name:ident)?))* $(, $skip:ident)?;)*) => {$(
        impl $of for Inside<'_> {
            type Ok = ();
            type Error = fmt::Error;

            $(fn $method<T: Serialize + ?Sized>(&mut self, $($name: Name,)? it: &T) -> Done {
                it.serialize(&mut *self.0)
            })*

            // Otherwise the next field would stand in the place of this one.
            $(fn $skip(&mut self, _: Name) -> Done {
                self.0.sign(Sign::End)
            })?

            fn end(self) -> Done {
                self.0.sign(Sign::End)
            }
        }
    )*};
}

inside! {
    SerializeSeq: serialize_element();
    SerializeTuple: serialize_element();
    SerializeTupleStruct: serialize_field();
    SerializeTupleVariant: serialize_field();
    SerializeMap: serialize_key() serialize_value();
    SerializeStruct: serialize_field(_name), skip_field;
    SerializeStructVariant: serialize_field(_name), skip_field;
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use serde_json::json;

    use super::*;

    #[derive(Serialize)]
    struct Pair(&'static str, &'static str);

    #[derive(Serialize)]
    enum Either {
        One(Option<u8>),
        Two(Option<u8>),
        Three { a: u8, b: u8 },
        Four,
    }

    #[derive(Serialize)]
    struct Holes {
        #[serde(skip_serializing_if = "Option::is_none")]
        a: Option<u8>,
        #[serde(skip_serializing_if = "Option::is_none")]
        b: Option<u8>,
    }

    #[track_caller]
    fn assert_differ<T: Serialize>(values: impl IntoIterator<Item = T>) {
        let all: Vec<Vec<u8>> =
            values.into_iter().map(|it| bytes(&it).unwrap()).collect();
        let different: BTreeSet<&Vec<u8>> = all.iter().collect();
        assert_eq!(different.len(), all.len(), "{all:?}");
        for (at, it) in all.iter().enumerate() {
            let rest = all.iter().skip(at + 1).chain(all.iter().take(at));
            assert!(rest.clone().all(|other| !other.starts_with(it)), "{at}");
        }
    }

    #[test]
    fn other_values_have_other_bytes() {
        assert_differ([Pair("", "a"), Pair("a", ""), Pair("ab", ""), Pair("a", "b")]);
        assert_differ([
            Either::One(None),
            Either::One(Some(0)),
            Either::Two(None),
            Either::Three { a: 0, b: 1 },
            Either::Three { a: 1, b: 0 },
            Either::Four,
        ]);
        let holes = |a, b| Holes { a, b };
        assert_differ([
            holes(None, None),
            holes(Some(1), None),
            holes(None, Some(1)),
            holes(Some(1), Some(1)),
        ]);
        assert_differ([vec![], vec![vec![]], vec![vec![1]], vec![vec![], vec![1]]]);
        assert_differ([
            json!([]),
            json!([[]]),
            json!([[], []]),
            json!([[[]]]),
            json!({}),
            json!({"a": 1}),
            json!({"a": -1}),
            json!({"a": 1.0}),
            json!({"a": "1"}),
            json!({"a": null}),
            json!({"a": {}}),
            json!({"a": []}),
            json!({"a": [null]}),
            json!({"a": {"b": 1}}),
            json!({"a": 1, "b": 1}),
            json!(["a", 1]),
            json!(true),
            json!(false),
            json!(""),
        ]);
        assert_differ([0.0, -0.0, f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1.0]);
    }

    #[test]
    fn the_same_values_have_the_same_bytes() {
        let value =
            BTreeMap::from([("a", json!([1, "b", null])), ("c", json!({"d": 1.5}))]);
        let of_templates = tera::Value::from_serializable(&value);
        assert_eq!(bytes(&of_templates), bytes(&of_templates.clone()));
        assert_eq!(bytes(&value), bytes(&value.clone()));
    }
}
