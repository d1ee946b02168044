//! E-mail addresses.

use crate::refusal::Refusal;

/// As many characters as the column takes.
const LONGEST: usize = 255;

/// The address in lower case, as it is stored and compared.
pub(crate) fn normal(text: &str) -> Result<String, Refusal> {
    let address = text.trim().to_lowercase();
    let valid = address.split_once('@').is_some_and(|(local, domain)| {
        !local.is_empty()
            && !domain.is_empty()
            && !domain.contains('@')
            && !domain.starts_with(['.', '-'])
            && !domain.ends_with(['.', '-'])
            && !domain.contains("..")
            && domain.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-'))
    });
    let strange = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '(' | ')' | ',' | ';' | ':' | '"' | '\\');
    if valid && address.chars().count() <= LONGEST && !address.contains(strange) { Ok(address) } else { Err(Refusal::InvalidEmail) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_lower_case_and_trimmed() {
        assert_eq!(normal(" Ada.L+x@Example.ORG ").as_deref(), Ok("ada.l+x@example.org"));
        assert_eq!(normal("admin@localhost").as_deref(), Ok("admin@localhost"));
    }

    #[test]
    fn what_is_no_address_is_refused() {
        let long = format!("{}@example.org", "x".repeat(250));
        for text in [
            "",
            "ada",
            "@example.org",
            "ada@",
            "a@b@c",
            "ada@.org",
            "ada@a..b",
            "a b@c.org",
            "a\n@c.org",
            "<a@c.org>",
            "a@c.org,b@c.org",
            &long,
        ] {
            assert_eq!(normal(text), Err(Refusal::InvalidEmail), "{text:?}");
        }
    }
}
