//! Reading work queues (grammar 4).

use std::collections::BTreeMap;

use serde_json::Value;

use super::Reader;
use crate::document::{Kind, Node};
use crate::path::Path;
use crate::{Order, Queue, Size};

impl Reader<'_> {
    pub(super) fn queues(&mut self, node: &Node, path: &Path) -> BTreeMap<String, Queue> {
        self.by_name(node, path, "queues are a mapping from names to what they hold", |reader, node, path| {
            let fields = reader.fields(node, path, "a queue", &["order", "size", "dedupe", "schema"])?;
            let mut queue = Queue { order: Order::default(), size: Size::default(), dedupe: false, schema: Value::Bool(true) };
            reader.set(&fields, "order", &mut queue.order, |reader, node, path| reader.word(node, path, &Order::WORDS));
            reader.set(&fields, "size", &mut queue.size, Self::size);
            reader.set(&fields, "dedupe", &mut queue.dedupe, Self::truth);
            queue.schema = fields.given("schema").map_or(Value::Bool(true), |(node, _)| node.to_value());
            Some(queue)
        })
    }

    fn size(&mut self, node: &Node, path: &Path) -> Option<Size> {
        match &node.kind {
            Kind::Text(_) => self.word(node, path, &[("unlimited", Size::Unlimited)]),
            Kind::Number(_) => self.integer(node, path).map(Size::AtMost),
            _ => {
                self.wrong_type(node, path, "a size is a number of items, or `unlimited`");
                None
            }
        }
    }
}
