//! Reading how runs are let in.

use super::{Fields, Node, Path, Reader};
use crate::{Admission, Batch, Concurrency, Debounce, Delay, Rate, Template, WhenFull};

const WHEN_FULL: [(&str, WhenFull); 4] =
    [("wait", WhenFull::Wait), ("refuse", WhenFull::Refuse), ("skip", WhenFull::Skip), ("cancel_oldest", WhenFull::CancelOldest)];

impl Reader<'_> {
    pub(super) fn admission(&mut self, node: &Node, path: &Path) -> Option<Admission> {
        let known = ["concurrency", "rate", "priority", "aging", "debounce", "batch"];
        let fields = self.fields(node, path, "an admission", &known)?;
        Some(Admission {
            concurrency: fields.given("concurrency").and_then(|(node, path)| self.concurrency(node, &path)),
            rate: fields.given("rate").and_then(|(node, path)| self.rate(node, &path)),
            priority: fields.given("priority").map(|(node, _)| node.to_value()),
            aging: fields.given("aging").and_then(|(node, path)| self.delay(node, &path)),
            debounce: fields.given("debounce").and_then(|(node, path)| self.debounce(node, &path)),
            batch: fields.given("batch").and_then(|(node, path)| self.batch(node, &path)),
        })
    }

    fn concurrency(&mut self, node: &Node, path: &Path) -> Option<Concurrency> {
        let fields = self.fields(node, path, "a limit of runs under way", &["key", "limit", "when_full"])?;
        let key = self.key(&fields);
        let limit = fields.required("limit", self).and_then(|(node, path)| self.integer(node, &path));
        let mut when_full = WhenFull::default();
        self.set(&fields, "when_full", &mut when_full, |reader, node, path| reader.word(node, path, &WHEN_FULL));
        Some(Concurrency { key, limit: limit?, when_full })
    }

    fn rate(&mut self, node: &Node, path: &Path) -> Option<Rate> {
        let fields = self.fields(node, path, "a rate", &["key", "limit", "per", "burst", "when_full"])?;
        let key = self.key(&fields);
        let limit = fields.required("limit", self).and_then(|(node, path)| self.integer(node, &path));
        let per = self.length(&fields, "per");
        let mut burst = 1;
        self.set(&fields, "burst", &mut burst, Self::integer);
        let mut when_full = WhenFull::default();
        self.set(&fields, "when_full", &mut when_full, |reader, node, path| reader.word(node, path, &WHEN_FULL[..3]));
        Some(Rate { key, limit: limit?, per: per?, burst, when_full })
    }

    fn debounce(&mut self, node: &Node, path: &Path) -> Option<Debounce> {
        let fields = self.fields(node, path, "a debounce", &["key", "for", "at_most"])?;
        let key = self.key(&fields);
        let quiet = self.length(&fields, "for");
        let at_most = fields.given("at_most").and_then(|(node, path)| self.delay(node, &path));
        Some(Debounce { key, quiet: quiet?, at_most })
    }

    fn batch(&mut self, node: &Node, path: &Path) -> Option<Batch> {
        let fields = self.fields(node, path, "a batch", &["key", "size", "within"])?;
        let key = self.key(&fields);
        let size = fields.required("size", self).and_then(|(node, path)| self.integer(node, &path));
        let within = self.length(&fields, "within");
        Some(Batch { key, size: size?, within: within? })
    }

    fn key(&mut self, fields: &Fields<'_>) -> Option<Template> {
        fields.given("key").and_then(|(node, path)| self.text(node, &path)).map(Template)
    }

    fn length(&mut self, fields: &Fields<'_>, name: &str) -> Option<Delay> {
        fields.required(name, self).and_then(|(node, path)| self.delay(node, &path))
    }
}
