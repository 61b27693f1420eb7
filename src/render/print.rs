//! Cheat sheets as PDFs: printed again with less until a sheet keeps its budget of pages.
//! Gives the PDF with the number of its pages, and a finding when it has too many.
//! Must not know what prints.

use std::borrow::Cow;

use super::Renderer;
use crate::{
    diag::Diagnostic,
    error::Error,
    paper::count,
    press::{self, PdfPrinter},
    sheet::Sheet,
    site::SheetPage,
};

/// How often a sheet is printed at most until it fits.
const PRINTS: usize = 4;

/// A printed sheet.
#[derive(Debug)]
pub struct Pdf {
    /// The file.
    pub bytes: Vec<u8>,
    /// How many pages it has.
    pub pages: usize,
    /// What is wrong with that.
    pub finding: Option<Diagnostic>,
}

impl Renderer<'_> {
    /// Prints a sheet; entries of least worth go until its budget holds.
    ///
    /// # Errors
    /// When the template fails, or nothing can be printed.
    pub fn print(
        &self,
        page: &SheetPage<'_>,
        printer: &dyn PdfPrinter,
    ) -> Result<Pdf, Error> {
        let budget = page.sheet.spec.format.pages;
        let mut sheet: Cow<'_, Sheet<'_>> = Cow::Borrowed(&page.sheet);
        let mut part = 1.0;
        for _ in 1..PRINTS {
            let pdf = self.print_once(page, &sheet, printer)?;
            if budget == 0 || pdf.pages <= budget {
                return Ok(pdf);
            }
            part *= 0.95 * count(budget) / count(pdf.pages);
            sheet.to_mut().choose(self.theme.metrics(), part, part);
        }
        self.print_once(page, &sheet, printer)
    }

    fn print_once(
        &self,
        page: &SheetPage<'_>,
        sheet: &Sheet<'_>,
        printer: &dyn PdfPrinter,
    ) -> Result<Pdf, Error> {
        let bytes = printer.print(&self.sheet_alone(page.page, sheet)?)?;
        let pages = press::pages(&bytes);
        let finding = sheet.over_budget(pages);
        Ok(Pdf { bytes: press::undated(bytes), pages, finding })
    }
}
