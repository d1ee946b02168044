//! What the command line and the API call to write.

use serde_json::Value;
use store::Identity;
use uuid::Uuid;

use super::backlog::{self, Adding, Queue};
use super::outcome::{AddedItem, NewItem};
use super::view::{self, WorkItemView, WorkQueueView};
use crate::error::FlowError;
use crate::service::Flows;

impl Flows {
    /// Adds items to a queue of a run, each by itself: what is refused keeps nothing else out. What the same key has added before is not
    /// added again.
    ///
    /// # Errors
    /// [`FlowError::Refused`] with `UNKNOWN_QUEUE`, `QUEUE_CLOSED`, `RUN_ENDED`, `TOO_LARGE` or `KEY_REUSED`; nothing is added then.
    pub async fn add_items(
        &self,
        run_id: Uuid,
        queue: &str,
        items: &[NewItem],
        key: Option<&str>,
        by: &str,
    ) -> Result<Vec<AddedItem>, FlowError> {
        let queue = self.work_queue(run_id, queue).await?;
        let key = key.map(|key| format!("key {key}"));
        Adding { queue: &queue, items, key: key.as_deref(), by, whole: false }.carry_out(self).await
    }

    /// Adds an item by the signal of a queue; `false` where the run has no queue of that name.
    ///
    /// # Errors
    /// As [`Flows::add_items`], and [`FlowError::Refused`] with `QUEUE_FULL`, `DUPLICATE_ITEM` or `INVALID_ITEM`.
    pub(crate) async fn add_by_signal(&self, run_id: Uuid, name: &str, id: &str, payload: &Value, by: &str) -> Result<bool, FlowError> {
        let client = self.database().get(Identity::Service).await?;
        let Some(queue) = backlog::find(&client, run_id, name).await? else { return Ok(false) };
        drop(client);
        let items = [NewItem { payload: payload.clone(), priority: None }];
        let key = format!("signal {id}");
        let added = Adding { queue: &queue, items: &items, key: Some(&key), by, whole: true }.carry_out(self).await?;
        for item in added {
            item.into_id()?;
        }
        Ok(true)
    }

    /// How a queue stands, by its query; `None` where the run has no queue of that name.
    pub(crate) async fn queue_by_query(&self, run_id: Uuid, name: &str) -> Result<Option<Value>, FlowError> {
        let client = self.database().get(Identity::Service).await?;
        let found = view::queues_named(&client, run_id, Some(name)).await?.pop();
        // Texts and numbers: always representable.
        Ok(found.map(|queue| serde_json::to_value(queue).unwrap_or_default()))
    }

    /// Puts a failed item among those that wait again, at its old place.
    ///
    /// # Errors
    /// [`FlowError::Refused`] with `UNKNOWN_QUEUE`, `UNKNOWN_ITEM`, `ITEM_NOT_FAILED`, `QUEUE_FULL`, `DUPLICATE_ITEM` or `RUN_ENDED`.
    pub async fn retry_item(&self, run_id: Uuid, queue: &str, id: Uuid) -> Result<WorkItemView, FlowError> {
        let queue = self.work_queue(run_id, queue).await?;
        backlog::retry(self, &queue, id).await?;
        let client = self.database().get(Identity::Service).await?;
        view::item_of(&client, &queue, id).await
    }

    /// Removes an item that nobody is working on.
    ///
    /// # Errors
    /// [`FlowError::Refused`] with `UNKNOWN_QUEUE`, `UNKNOWN_ITEM` or `ITEM_HELD`.
    pub async fn remove_item(&self, run_id: Uuid, queue: &str, id: Uuid) -> Result<(), FlowError> {
        let queue = self.work_queue(run_id, queue).await?;
        backlog::remove(self, &queue, id).await
    }

    /// Lets nothing more into a queue. What is in it stays, and is taken.
    ///
    /// # Errors
    /// [`FlowError::Refused`] with `UNKNOWN_QUEUE`.
    pub async fn close_queue(&self, run_id: Uuid, queue: &str) -> Result<WorkQueueView, FlowError> {
        let found = self.work_queue(run_id, queue).await?;
        backlog::close(self, &found).await?;
        let client = self.database().get(Identity::Service).await?;
        view::queue(&client, run_id, queue).await
    }

    async fn work_queue(&self, run_id: Uuid, name: &str) -> Result<Queue, FlowError> {
        let client = self.database().get(Identity::Service).await?;
        backlog::require(&client, run_id, name).await
    }
}
