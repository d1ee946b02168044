//! Reading loops.

use super::{Node, Path, Reader};
use crate::{Expression, OnSpent, Repeat, StepId};

impl Reader<'_> {
    pub(super) fn repeat(&mut self, node: &Node, path: &Path) -> Option<Repeat> {
        let fields = self.fields(node, path, "a loop", &["from", "while", "at_most", "pause", "on_spent", "code"])?;
        let from = fields.required("from", self).and_then(|(node, path)| self.text(node, &path)).map(StepId);
        let condition = fields.required("while", self).and_then(|(node, path)| self.condition(node, &path));
        let at_most = fields.required("at_most", self).and_then(|(node, path)| self.integer(node, &path));
        let pause = match fields.given("pause") {
            Some((node, path)) => {
                let pause = self.delay(node, &path);
                if pause.is_none() {
                    self.findings.unreadable(&path);
                }
                pause.map(Box::new)
            }
            None => None,
        };
        let mut on_spent = OnSpent::default();
        self.set(&fields, "on_spent", &mut on_spent, |reader, node, path| {
            reader.word(node, path, &[("go_on", OnSpent::GoOn), ("fail", OnSpent::Fail)])
        });
        let code = fields.given("code").and_then(|(node, path)| self.text(node, &path));
        Some(Repeat { from: from?, condition: condition?, at_most: at_most?, pause, on_spent, code })
    }

    /// An expression; `while: true` needs no quotes.
    fn condition(&mut self, node: &Node, path: &Path) -> Option<Expression> {
        match node.kind {
            crate::document::Kind::Bool(truth) => Some(Expression(truth.to_string())),
            _ => self.expression(node, path),
        }
    }
}
