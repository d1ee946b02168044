//! What a worker has, and what a task asks of its worker.

/// Labels of one task or worker, at most.
const MOST: usize = 20;
/// Characters of a label, at most.
const LONGEST: usize = 100;

/// Short texts such as `gpu` or `region=eu`: what a worker has, or what a task asks of its worker. Sorted, each once.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Labels(Vec<String>);

impl Labels {
    /// In whatever order they are named, and however often.
    ///
    /// # Errors
    /// There are too many, or one of them is no label: what is wrong, for people.
    pub fn new(mut named: Vec<String>) -> Result<Self, String> {
        named.sort_unstable();
        named.dedup();
        if named.len() > MOST {
            return Err(format!("{} labels are too many; at most {MOST} can be given", named.len()));
        }
        let fits = |label: &String| (1..=LONGEST).contains(&label.chars().count()) && !label.chars().any(char::is_control);
        if !named.iter().all(fits) {
            return Err(format!("a label has 1 to {LONGEST} characters and no control characters"));
        }
        Ok(Self(named))
    }

    /// As they are compared and stored.
    pub(super) fn as_slice(&self) -> &[String] {
        &self.0
    }

    /// As PostgreSQL writes an array: lists of lists reach it as lists of texts.
    pub(super) fn literal(&self) -> String {
        let quoted = |label: &String| format!("\"{}\"", label.replace('\\', "\\\\").replace('"', "\\\""));
        format!("{{{}}}", self.0.iter().map(quoted).collect::<Vec<_>>().join(","))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels<const N: usize>(named: [&str; N]) -> Result<Labels, String> {
        Labels::new(named.map(str::to_owned).into())
    }

    #[test]
    fn order_and_repetition_of_labels_mean_nothing() {
        assert_eq!(labels(["region=eu", "gpu", "gpu"]), labels(["gpu", "region=eu"]));
        assert_eq!(labels([]), Ok(Labels::default()));
    }

    #[test]
    fn what_is_no_label_is_refused_and_so_are_too_many() {
        let (longest, too_long) = ("ä".repeat(100), "ä".repeat(101));
        assert!(labels([longest.as_str()]).is_ok());
        for no_label in ["", "a\nb", "\0", too_long.as_str()] {
            assert!(labels(["gpu", no_label]).unwrap_err().contains("1 to 100 characters"), "{no_label:?}");
        }
        let numbered = |most: usize| (0..most).flat_map(|n| [n.to_string(), n.to_string()]).collect::<Vec<String>>();
        assert!(Labels::new(numbered(20)).is_ok());
        assert_eq!(Labels::new(numbered(21)).unwrap_err(), "21 labels are too many; at most 20 can be given");
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn postgresql_reads_labels_as_they_are_whatever_stands_in_them() {
        let database = testkit::database().await;
        let client = database.connect(testkit::Identity::Service).await;
        for odd in
            [Labels::default(), labels(["gpu", "NULL", "null", "a,b", "{}", " ", "\"", "\\", "\\\"", "a\\", "it's", "ä=😀"]).unwrap()]
        {
            let row = client.query_one("select ($1::text)::text[]", &[&odd.literal()]).await.unwrap();
            assert_eq!(row.get::<_, Vec<String>>(0), odd.as_slice());
        }
    }
}
