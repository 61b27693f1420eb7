//! Simple formulas as plain text, for places that know no markup.
//! Gives `x²`, `a ≤ b`, `O(n log n)`, and nothing for what has two dimensions.
//! Must not know how a formula is drawn.

/// A formula as plain text where that is simple: `x²`, `λ`, `a ≤ b`, `O(n log n)`; `None` where it
/// is not.
#[must_use]
pub fn plain(tex: &str) -> Option<String> {
    (!tex.contains(['\\', '^', '_', '{', '&'])).then(|| tex.trim().to_owned())
}
