//! `gatewright users …`: accounts, made and given roles by whoever has the data folder.

use std::io::{IsTerminal, Read};

use accounts::{AccountRole, Accounts, AccountsError, Enrolment, Refusal};
use serde_json::json;

use super::print_failed;
use crate::app::App;
use crate::cli::{Global, ModelArgs, UsersCommand};
use crate::failure::{CommandError, Exit};
use crate::report::{self, Output};
use crate::site;

/// More than any password; what is longer is a wrong file.
const MOST_BYTES: u64 = 4096;

/// Opens the store, carries the command out, and leaves the store again.
pub(crate) async fn run(global: &Global, command: UsersCommand, output: Output) -> Result<Option<Exit>, CommandError> {
    // Read before anything is opened: whoever types it should not wait for a server.
    let password = match &command {
        UsersCommand::Create { password_stdin: true, .. } => Some(password()?),
        _ => None,
    };
    let app = App::open(global, &ModelArgs::default(), None).await?;
    let ended = carry_out(&app, command, password, output).await;
    app.close().await;
    ended
}

async fn carry_out(app: &App, command: UsersCommand, password: Option<String>, output: Output) -> Result<Option<Exit>, CommandError> {
    match command {
        UsersCommand::Create { email, role, name, site, .. } => {
            let accounts = open(app, site.site_url).await?;
            let wish = Enrolment { email: email.clone(), password, display_name: name, role, by: Some(app.account.id) };
            let made = accounts.enrol(wish).await.map_err(|error| refused(error, &email))?;
            let mut document = serde_json::to_value(&made.person).unwrap_or_default();
            document["invite_link"] = json!(made.link);
            output
                .print(&document, || {
                    let made_as = format!("{} is here as {}", made.person.email.as_deref().unwrap_or(&email), made.person.role);
                    match &made.link {
                        Some(link) => format!("{made_as}\npass this link on; it works once, for a week, and asks for a password: {link}"),
                        None => made_as,
                    }
                })
                .map_err(print_failed)?;
        }
        UsersCommand::Promote { email, role } => {
            let accounts = open(app, None).await?;
            let person = accounts.promote(&email, role, Some(app.account.id)).await.map_err(|error| refused(error, &email))?;
            output
                .print(&person, || format!("{} is {} now", person.email.as_deref().unwrap_or(&email), person.role))
                .map_err(print_failed)?;
        }
        UsersCommand::List { limit } => {
            let people = open(app, None).await?.people(limit).await.map_err(|error| refused(error, ""))?;
            output.print(&people, || report::people(&people)).map_err(print_failed)?;
        }
    }
    Ok(None)
}

/// The accounts of the installation. Links begin with `site_url`, or with where its server was last reached.
pub(crate) async fn open(app: &App, site_url: Option<String>) -> Result<Accounts, CommandError> {
    let site_url = site_url.unwrap_or_else(|| site::last(app.data_dir()));
    Accounts::open(app.postgres.database().clone(), accounts::Config::new(site_url))
        .await
        .map_err(|error| CommandError::unavailable("ACCOUNTS", error.to_string()))
}

/// The first line of standard input.
fn password() -> Result<String, CommandError> {
    let mut input = std::io::stdin().lock();
    if input.is_terminal() {
        eprintln!("type the password and press Enter; it is shown as you type");
        let mut line = String::new();
        std::io::BufRead::read_line(&mut input, &mut line).map_err(|error| unreadable(&error.to_string()))?;
        return first_line(line);
    }
    let mut text = String::new();
    input.take(MOST_BYTES + 1).read_to_string(&mut text).map_err(|error| unreadable(&error.to_string()))?;
    if text.len() as u64 > MOST_BYTES {
        return Err(unreadable(&format!("more than {MOST_BYTES} bytes")));
    }
    first_line(text)
}

fn first_line(text: String) -> Result<String, CommandError> {
    let mut lines = text.lines();
    match (lines.next(), lines.next()) {
        (None | Some(""), _) => Err(unreadable("nothing there")),
        (Some(_), Some(_)) => Err(unreadable("more than one line")),
        (Some(password), None) => Ok(password.to_owned()),
    }
}

fn unreadable(why: &str) -> CommandError {
    let example = "printf '%s\\n' \"$PASSWORD\" | gatewright users create ada@example.org --password-stdin";
    CommandError::usage("PASSWORD_UNREADABLE", format!("standard input: {why}; give the password as its one line: {example}"))
}

fn refused(error: AccountsError, email: &str) -> CommandError {
    let refusal = match error {
        AccountsError::Refused(refusal) => refusal,
        AccountsError::Store(error) => return crate::app::unavailable(error),
        AccountsError::Broken(message) => return CommandError::failed("ACCOUNTS", message),
    };
    match refusal {
        Refusal::InvalidEmail => {
            CommandError::usage("INVALID_EMAIL", format!("{email:?} is no e-mail address; write it like ada@example.org"))
        }
        Refusal::EmailExists => CommandError::usage(
            "EMAIL_TAKEN",
            format!("there is an account with the address {email}; gatewright users promote {email} ROLE changes what it may do"),
        ),
        Refusal::UserNotFound => CommandError::usage(
            "UNKNOWN_USER",
            format!("there is no account with the address {email}; gatewright users list shows all, gatewright users create makes one"),
        ),
        Refusal::WeakPassword { at_least } => CommandError::usage(
            "WEAK_PASSWORD",
            format!("the password is too short; use at least {at_least} characters, better twice as many"),
        ),
        Refusal::LastAdmin => CommandError::usage(
            "LAST_ADMIN",
            format!("{email} is the only active admin; make another one first: gatewright users promote EMAIL {}", AccountRole::Admin),
        ),
        other => CommandError::usage("REFUSED", other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::first_line;

    #[test]
    fn a_password_is_one_line_and_not_trimmed() {
        for text in [" a pass word ", " a pass word \n", " a pass word \r\n"] {
            assert_eq!(first_line(text.to_owned()).ok().as_deref(), Some(" a pass word "));
        }
        for text in ["", "\n", "one\ntwo\n"] {
            assert!(first_line(text.to_owned()).is_err(), "{text:?}");
        }
    }
}
