//! The data for the panel of a previewed page.
//! Gives the findings as JSON, each with the places that show it.
//! Must not know how the panel looks.

use serde_json::json;

use crate::{
    build::Built,
    diag::{Code, Diagnostic},
    library::Library,
    path::Route,
    report::{self, Counts},
};

/// How many findings are listed; nobody reads more, and every page would load them.
const MAX_FINDINGS: usize = 200;

/// The findings for the script, the most severe first, each with the URL of its place
/// and of the page that shows it with the others of its kind.
pub(super) fn findings(built: &Built, base_url: &str) -> String {
    let resolved = &built.resolved;
    let counts = Counts::of(resolved);
    let mut found: Vec<_> = resolved.findings.iter().collect();
    found.sort_by_key(|it| it.severity);
    found.truncate(MAX_FINDINGS);
    let url = |it: &Route| format!("{base_url}{}", it.url_path());
    let conflicts = built.conflicts.as_ref().map(url);
    let found: Vec<_> = found
        .into_iter()
        .map(|it| {
            let view = report::view(resolved, it);
            let page = place(&resolved.library, it).map(|(route, id)| url(route) + &id);
            let all = conflicts.as_ref().filter(|_| it.code == Code::K001);
            json!({ "finding": view, "page": page, "all": all })
        })
        .collect();
    json!({
        "errors": counts.errors,
        "warnings": counts.warnings,
        "infos": counts.infos,
        "total": resolved.findings.len(),
        "findings": found,
    })
    .to_string()
}

/// The page of a finding, and the fragment of the section it is in.
fn place<'c>(library: &'c Library, finding: &Diagnostic) -> Option<(&'c Route, String)> {
    let id = library.find(&finding.path)?;
    let section = library.note(id).headings_above_byte(finding.span.start).pop();
    let fragment = section.map(|it| it.id.fragment()).unwrap_or_default();
    Some((library.route(id)?, fragment))
}
