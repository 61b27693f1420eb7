//! Where readers can edit a note: the page of its file at the host of the repository.
//! Gives addresses without the names and passwords that the address of a repository may hold.
//! Must not know which notes there are, or ask anyone.

use serde::Deserialize;

use super::Repo;
use crate::path::{NotePath, push_path};

/// The key `edit_url`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(untagged, expecting = "`false`, or an address with `{path}` in it")]
pub enum EditUrl {
    /// Whether pages have such a link.
    Switch(bool),
    /// Where it leads: `{path}` stands for the file, `{branch}` for the branch.
    Template(String),
}

/// What is known of the repository around the notes.
#[derive(Debug, Clone, Copy, Default)]
pub struct Around<'a> {
    /// The address that it is pulled from, as Git has it.
    pub origin: Option<&'a str>,
    /// The branch that is checked out.
    pub branch: Option<&'a str>,
    /// The content folder as seen from its root.
    pub place: &'a str,
}

/// The addresses of all notes, up to the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EditLinks {
    before: String,
    /// The content folder as seen from the root of the repository, percent-encoded.
    place: String,
    after: String,
}

impl EditUrl {
    /// What is wrong with an address.
    pub(super) fn complaint(&self) -> Option<String> {
        let Self::Template(url) = self else { return None };
        let is_web = ["https://", "http://"].iter().any(|it| url.starts_with(it));
        let is_one = !url.contains(|it: char| it.is_whitespace() || it.is_control());
        let is_sound = is_web && is_one && url.contains("{path}");
        (!is_sound).then(|| {
            format!(
                "`edit_url` is `{url}`, but must be `false` or an address with `{{path}}` in it, \
                 such as `https://example.org/edit/{{path}}`"
            )
        })
    }
}

impl EditLinks {
    /// The addresses that a configuration asks for; without one, those of the repository that the
    /// notes come from, if its host is one of a few.
    #[must_use]
    pub fn of(
        asked: Option<&EditUrl>,
        repo: Option<&Repo>,
        around: Around<'_>,
    ) -> Option<Self> {
        let branch = repo.and_then(|it| it.branch.as_deref()).or(around.branch);
        let branch = branch.map(encoded);
        let template = match asked {
            Some(EditUrl::Switch(false)) => return None,
            Some(EditUrl::Template(url)) => {
                let branch = branch.unwrap_or_default();
                without_user(url).replace("{branch}", &branch)
            }
            Some(EditUrl::Switch(true)) | None => {
                let address = repo.map(|it| it.url.as_str()).or(around.origin)?;
                of_host(address, &branch?, repo.is_some())?
            }
        };
        let (before, after) = template.split_once("{path}")?;
        let (before, after) = (before.to_owned(), after.to_owned());
        let mut place = encoded(around.place);
        place.push_str(if place.is_empty() { "" } else { "/" });
        Some(Self { before, place, after })
    }

    /// The address of a note.
    #[must_use]
    pub fn url(&self, note: &NotePath) -> String {
        let Self { before, place, after } = self;
        [before, place, &encoded(note.as_str()), after].map(String::as_str).concat()
    }
}

/// The page at a host where a file is edited. Whose address the author wrote down may be a GitLab of
/// their own.
fn of_host(address: &str, branch: &str, is_given: bool) -> Option<String> {
    let (host, path) = host_and_path(address)?;
    let is_gitlab = host == "gitlab.com" || is_given && host.starts_with("gitlab.");
    let page = match host.as_str() {
        "github.com" => format!("/edit/{branch}/{{path}}"),
        "codeberg.org" => format!("/_edit/{branch}/{{path}}"),
        "bitbucket.org" => format!("/src/{branch}/{{path}}?mode=edit"),
        _ if is_gitlab => format!("/-/edit/{branch}/{{path}}"),
        _ => return None,
    };
    let names = path.split('/').count();
    let is_sound = names == 2 || is_gitlab && names > 2;
    is_sound.then(|| format!("https://{host}/{path}{page}"))
}

/// The host of a repository and the path of it there, from any address that Git takes: `https://…`,
/// `ssh://…` or `git@host:path`. What stands before the host is nobody's business.
fn host_and_path(address: &str) -> Option<(String, String)> {
    let address = address.trim();
    let (authority, path) = match address.split_once("://") {
        Some((scheme, rest)) => {
            let is_known = ["https", "http", "ssh", "git"].contains(&scheme);
            rest.split_once('/').filter(|_| is_known)?
        }
        None => address.split_once(':')?,
    };
    let host = authority.rsplit('@').next()?;
    let host = host.split(':').next()?.to_lowercase();
    let host = host.strip_prefix("www.").map_or(host.clone(), str::to_owned);
    let path = path.trim_matches('/');
    let path = path.strip_suffix(".git").unwrap_or(path);
    let is_plain = |it: char| it.is_ascii_alphanumeric() || matches!(it, '-' | '_' | '.');
    let is_name = |it: &str| !matches!(it, "" | "." | "..") && it.chars().all(is_plain);
    let is_sound = is_name(&host) && path.split('/').all(is_name);
    is_sound.then(|| (host, path.to_owned()))
}

/// An address without a name and a password before its host.
fn without_user(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at_checked(end).unwrap_or((rest, ""));
    let host = authority.rsplit('@').next().unwrap_or_default();
    format!("{scheme}://{host}{path}")
}

fn encoded(path: &str) -> String {
    let mut url = String::new();
    push_path(&mut url, path);
    url
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(asked: Option<&EditUrl>, origin: &str, place: &str) -> Option<String> {
        let around = Around { origin: Some(origin), branch: Some("a/b"), place };
        let links = EditLinks::of(asked, None, around)?;
        Some(links.url(&NotePath::new("x y/ä.md").unwrap()))
    }

    #[test]
    fn every_form_of_a_remote_leads_to_its_host() {
        let github = "https://github.com/Own/Notes/edit/a/b/my%20notes/x%20y/%C3%A4.md";
        for (origin, expected) in [
            ("https://github.com/Own/Notes.git", github),
            ("https://github.com/Own/Notes/", github),
            ("https://me:secret@github.com/Own/Notes", github),
            ("https://x-access-token:ghs_secret@github.com/Own/Notes.git", github),
            ("git@github.com:Own/Notes.git", github),
            ("ssh://git@github.com:22/Own/Notes.git", github),
            (
                "git@gitlab.com:own/sub/notes.git",
                "https://gitlab.com/own/sub/notes/-/edit/a/b/my%20notes/x%20y/%C3%A4.md",
            ),
            (
                "https://codeberg.org/own/notes",
                "https://codeberg.org/own/notes/_edit/a/b/my%20notes/x%20y/%C3%A4.md",
            ),
            (
                "https://own@bitbucket.org/own/notes.git",
                "https://bitbucket.org/own/notes/src/a/b/my%20notes/x%20y/%C3%A4.md?mode=edit",
            ),
        ] {
            assert_eq!(
                url(None, origin, "my notes").as_deref(),
                Some(expected),
                "{origin}"
            );
        }
        for origin in [
            "https://example.org/own/notes",
            "https://github.com.example.org/own/notes",
            "https://github.com@example.org/own/notes",
            "https://gitlab.example.org/own/notes",
            "https://github.com/own",
            "https://github.com/own/../notes",
            "https://github.com/own/notes?x",
            "file:///github.com/own/notes",
            "../notes",
            "/srv/git/notes.git",
            "",
        ] {
            assert_eq!(url(None, origin, ""), None, "{origin}");
        }
    }

    #[test]
    fn the_configuration_goes_first() {
        let template = "https://me:secret@example.org/{branch}/{path}?x=1";
        let asked = EditUrl::Template(template.into());
        let expected = "https://example.org/a/b/n/x%20y/%C3%A4.md?x=1";
        assert_eq!(url(Some(&asked), "", "n").as_deref(), Some(expected));
        let off = EditUrl::Switch(false);
        assert_eq!(url(Some(&off), "https://github.com/own/notes", ""), None);
        let repo = Repo {
            url: "https://gitlab.example.org/own/notes".into(),
            branch: Some("main".into()),
            content: String::new(),
        };
        let links = EditLinks::of(None, Some(&repo), Around::default()).unwrap();
        assert_eq!(
            links.url(&NotePath::new("a.md").unwrap()),
            "https://gitlab.example.org/own/notes/-/edit/main/a.md"
        );
        let branchless = Repo { branch: None, ..repo };
        assert_eq!(EditLinks::of(None, Some(&branchless), Around::default()), None);
    }

    #[test]
    fn an_address_without_a_file_is_refused() {
        let complaint = |it: &str| EditUrl::Template(it.into()).complaint();
        assert_eq!(complaint("https://example.org/{path}"), None);
        for url in ["https://example.org/", "javascript:{path}", "https://a b/{path}"] {
            assert!(complaint(url).is_some_and(|it| it.contains("{path}")), "{url}");
        }
    }
}
