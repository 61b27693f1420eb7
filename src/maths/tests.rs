//! Tests of formulas.
//! Each mend has one.
//! They use small TeX.
