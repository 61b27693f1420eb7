//! Printing: an installed browser turns a page into a PDF.
//! Gives the bytes of the PDF, and its number of pages.
//! Must not know what is printed.

mod browser;
mod host;

use std::fmt;

pub use browser::Browser;

use crate::error::Error;

/// Something that prints pages.
pub trait PdfPrinter: fmt::Debug + Sync {
    /// Prints an HTML page that needs no other file, on the paper its style sheet asks for.
    ///
    /// # Errors
    /// When nothing is printed.
    fn print(&self, html: &str) -> Result<Vec<u8>, Error>;
}

/// How many pages a PDF has: the largest count of a node of its page tree (ISO 32000-1, 7.7.3),
/// which is that of the root.
#[must_use]
pub fn pages(pdf: &[u8]) -> usize {
    let mut most = 0;
    let mut rest = pdf;
    while let Some(at) = find(rest, b"/Type /Pages") {
        let node = rest.get(at..).unwrap_or_default();
        let end = find(node, b"endobj").unwrap_or(node.len());
        let dictionary = node.get(..end).unwrap_or_default();
        let digits = find(dictionary, b"/Count ").map(|at| {
            let digits = dictionary.iter().skip(at + b"/Count ".len());
            digits.take_while(|it| it.is_ascii_digit()).map(|it| char::from(*it))
        });
        let count = digits.and_then(|it| it.collect::<String>().parse().ok());
        most = most.max(count.unwrap_or(0));
        rest = node.get(end..).unwrap_or_default();
    }
    most
}

/// The same PDF without its dates, so that a sheet always gives the same file.
///
/// The digits of the dates become zeros; no byte is moved.
#[must_use]
pub fn undated(mut pdf: Vec<u8>) -> Vec<u8> {
    for key in [&b"/CreationDate (D:"[..], b"/ModDate (D:"] {
        let mut from = 0;
        while let Some(at) = find(pdf.get(from..).unwrap_or_default(), key) {
            let start = from + at + key.len();
            for byte in pdf.get_mut(start..).into_iter().flatten() {
                if *byte == b')' {
                    break;
                }
                if byte.is_ascii_digit() {
                    *byte = b'0';
                }
            }
            // A valid date: the first day of the year.
            for (place, digit) in [(0, b'2'), (5, b'1'), (7, b'1')] {
                if let Some(byte) = pdf.get_mut(start + place) {
                    *byte = digit;
                }
            }
            from = start;
        }
    }
    pdf
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|it| it == wanted)
}

#[cfg(test)]
mod tests {
    use super::{pages, undated};

    #[test]
    fn pages_are_counted_and_dates_are_no_part_of_a_sheet() {
        let pdf = b"<</Title (/Count 9) /CreationDate (D:20261124153045+00'00')>> endobj\
                    <</Type /Pages\n/Count 2 /Kids [4 0 R]>> endobj\
                    <</Type /Pages\n/Count 3 /Kids [4 0 R]>> endobj <</Type /Page>> endobj";
        assert_eq!(pages(pdf), 3);
        assert_eq!(pages(b"no PDF"), 0);
        let text = String::from_utf8(undated(pdf.to_vec())).unwrap();
        assert!(text.contains("(D:20000101000000+00'00')"), "{text}");
        assert_eq!(text.len(), pdf.len());
    }
}
