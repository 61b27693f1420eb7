//! What the last build found that takes several notes, for the next one to take what is the same.
//! Gives the conflicts and findings of notes that changed anew, all others as they were.
//! Must not decide what a conflict is, only whether it can have changed.

use std::{collections::BTreeMap, sync::Arc};

use rayon::prelude::*;

use super::{
    Comparison, Part, Study,
    compare::Contradictions,
    conflicts::{self, Pair},
};
use crate::{diag::Diagnostic, library::Library, source::Sources};

/// A table by the place of its note among the parts, and its own among those of its note.
type TableId = (usize, usize);

/// What takes several notes.
#[derive(Debug, Default)]
pub struct Joined {
    /// What the notes gave.
    parts: Vec<Arc<Part>>,
    /// What names meant.
    meanings: u128,
    /// The conflicts, each with its finding.
    pairs: Vec<(Pair, Option<Diagnostic>)>,
    /// The findings on comparisons, by their tables.
    on_tables: BTreeMap<Vec<TableId>, Vec<Diagnostic>>,
}

impl Joined {
    /// Finds the conflicts between parts.
    pub(super) fn new(
        parts: &[Arc<Part>],
        study: &Study<'_>,
        (library, sources): (&Library, &Sources),
        before: &Self,
    ) -> Self {
        let meanings = study.items.meanings();
        let (pairs, on_tables) = rayon::join(
            || before.pairs(parts, study, sources),
            || before.on_tables(parts, study, (library, sources)),
        );
        Self { parts: parts.to_vec(), meanings, pairs, on_tables }
    }

    /// The conflicts.
    pub(super) fn conflicts(&self) -> impl Iterator<Item = &Pair> {
        self.pairs.iter().map(|it| &it.0)
    }

    /// The findings: those on tables, then those on conflicts.
    pub(super) fn findings(&self) -> impl Iterator<Item = &Diagnostic> {
        let on_conflicts = self.pairs.iter().filter_map(|it| it.1.as_ref());
        self.on_tables.values().flatten().chain(on_conflicts)
    }

    /// The conflicts of parts, each with its finding.
    fn pairs(
        &self,
        parts: &[Arc<Part>],
        study: &Study<'_>,
        sources: &Sources,
    ) -> Vec<(Pair, Option<Diagnostic>)> {
        let claim_the_same = |(a, b): (&Arc<Part>, &Arc<Part>)| {
            Arc::ptr_eq(a, b)
                || a.note().path == b.note().path
                    && a.finds().claims.digest() == b.finds().claims.digest()
        };
        let are_the_same = self.meanings == study.items.meanings()
            && self.parts.len() == parts.len()
            && self.parts.iter().zip(parts).all(claim_the_same);
        let finding = |it: &Pair| conflicts::finding(parts, it, sources);
        if !are_the_same {
            let pairs = conflicts::find(parts, &study.items).into_par_iter();
            return pairs.map(|it| (it, finding(&it))).collect();
        }
        let again = |(pair, known): &(Pair, Option<Diagnostic>)| {
            let is_same = pair.parts().into_iter().all(|it| self.is_same(parts, it));
            (*pair, if is_same { known.clone() } else { finding(pair) })
        };
        self.pairs.par_iter().map(again).collect()
    }

    /// The findings on comparisons, by their tables.
    fn on_tables(
        &self,
        parts: &[Arc<Part>],
        study: &Study<'_>,
        (library, sources): (&Library, &Sources),
    ) -> BTreeMap<Vec<TableId>, Vec<Diagnostic>> {
        let counts = parts.iter().enumerate();
        let ids: Vec<TableId> = counts
            .flat_map(|(at, it)| (0..it.finds().tables.len()).map(move |it| (at, it)))
            .collect();
        let find = Contradictions {
            library,
            tables: &study.tables,
            names: &study.items,
            sources,
        };
        let of_comparison = |it: &Comparison<'_>| {
            let tables: Vec<TableId> =
                it.tables.iter().filter_map(|it| ids.get(*it)).copied().collect();
            let known = self.on_tables.get(&tables).filter(|_| {
                self.meanings == study.items.meanings()
                    && tables.iter().all(|it| self.is_same(parts, it.0))
            });
            let findings = known.map_or_else(|| find.of(it), Vec::clone);
            (tables, findings)
        };
        let several = study.comparisons.par_iter().filter(|it| it.tables.len() > 1);
        several.map(of_comparison).collect()
    }

    /// Whether a part is that of the last build.
    fn is_same(&self, parts: &[Arc<Part>], at: usize) -> bool {
        let pair = self.parts.get(at).zip(parts.get(at));
        pair.is_some_and(|(a, b)| Arc::ptr_eq(a, b))
    }
}
