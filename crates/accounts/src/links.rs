//! One-time tokens: for who was invited, who forgot, and the first admin. Of each only a hash is kept.

use db::client::{GenericClient, Params};
use db::queries::auth::tokens::PutTokenParams;
use db::queries::auth::{tokens, users};
use jiff::{SignedDuration, Timestamp};
use subtle::ConstantTimeEq;
use uuid::Uuid;

use crate::address;
use crate::config::Letter;
use crate::limits::Origin;
use crate::refusal::{AccountsError, Refusal};
use crate::secret;
use crate::service::Accounts;
use crate::session::Session;
use crate::user::User;
use crate::verify::is_barred;

/// Digits of the code that may be typed instead of following a link.
const CODE_DIGITS: usize = 8;
/// How long an invitation stands.
const CONFIRMATION: SignedDuration = SignedDuration::from_hours(7 * 24);
/// How long a link into an account stands.
const RECOVERY: SignedDuration = SignedDuration::from_hours(1);

/// What a link is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkKind {
    /// To confirm the address one signed up with.
    SignUp,
    /// To take up an account that somebody made for one.
    Invite,
    /// To sign in without the password.
    MagicLink,
    /// To sign in because the password is forgotten.
    Recovery,
}

impl LinkKind {
    /// The word in links and requests.
    pub fn as_str(self) -> &'static str {
        match self {
            LinkKind::SignUp => "signup",
            LinkKind::Invite => "invite",
            LinkKind::MagicLink => "magiclink",
            LinkKind::Recovery => "recovery",
        }
    }

    /// The kind of this word.
    pub fn parse(word: &str) -> Option<Self> {
        [LinkKind::SignUp, LinkKind::Invite, LinkKind::MagicLink, LinkKind::Recovery].into_iter().find(|kind| kind.as_str() == word)
    }

    fn stored(self) -> &'static str {
        match self {
            LinkKind::SignUp | LinkKind::Invite => "confirmation_token",
            LinkKind::MagicLink | LinkKind::Recovery => "recovery_token",
        }
    }

    fn lifetime(self) -> SignedDuration {
        match self {
            LinkKind::SignUp | LinkKind::Invite => CONFIRMATION,
            LinkKind::MagicLink | LinkKind::Recovery => RECOVERY,
        }
    }
}

/// A link that was made. Whoever has it has the account.
#[derive(Clone)]
pub struct Link {
    /// What it is for.
    pub kind: LinkKind,
    /// The token in it.
    pub token: String,
    /// What may be typed instead.
    pub code: String,
}

/// What somebody brings.
#[derive(Debug, Clone)]
pub enum Proof {
    /// The token of a link.
    Token(String),
    /// The code, and the address it was sent to.
    Code {
        /// The address.
        email: String,
        /// The digits.
        code: String,
    },
}

impl Accounts {
    /// Signs in with a one-time token, which is used up, and confirms the account's address.
    ///
    /// `kind` none is a code of which the client does not know what it was for.
    ///
    /// # Errors
    /// [`Refusal::OtpExpired`] for what was used, is too old or never was; [`Refusal::Banned`]; [`Refusal::TooMany`].
    /// Or the database failed.
    pub async fn redeem(&self, proof: &Proof, kind: Option<LinkKind>, origin: &Origin) -> Result<Session, AccountsError> {
        let now = self.now();
        self.counters().attempt(origin, now)?;
        self.fresh_keys().await?;
        let mut client = self.client().await?;
        let tx = client.transaction().await?;
        let account = match proof {
            Proof::Token(token) => take_by_token(&tx, token, kind, now).await?,
            Proof::Code { email, code } => {
                let email = email.trim().to_lowercase();
                self.counters().try_account(&email, now)?;
                let account = take_by_code(&tx, &email, code, kind, now).await?;
                if account.is_some() {
                    self.counters().succeeded(&email, now);
                }
                account
            }
        };
        let account = account.ok_or(Refusal::OtpExpired)?;
        let user = User::from(users::get_user().bind(&tx, &account).one().await?);
        if is_barred(&user.status, user.banned_until, now) {
            return Err(Refusal::Banned.into());
        }
        users::confirm_email().bind(&tx, &now, &account).await?;
        users::put_email_identity().bind(&tx, &now, &account).await?;
        let session = self.begin_session(&tx, account, "otp", origin).await?;
        tx.commit().await?;
        Ok(session)
    }

    /// Sends a link into an account to its address. Whether there is such an account shows neither in the answer nor in how long it takes.
    ///
    /// # Errors
    /// [`Refusal::InvalidEmail`], [`Refusal::TooManyLetters`], [`Refusal::TooMany`].
    pub fn send_link(&self, email: &str, kind: LinkKind, redirect_to: Option<&str>, origin: &Origin) -> Result<(), AccountsError> {
        let now = self.now();
        let email = address::normal(email)?;
        self.counters().attempt(origin, now)?;
        self.counters().letter(&email, now)?;
        let (accounts, redirect_to) = (self.clone(), redirect_to.map(str::to_owned));
        tokio::spawn(async move {
            if let Err(error) = accounts.write_letter(&email, kind, redirect_to.as_deref()).await {
                tracing::error!(%error, "a letter was not sent");
            }
        });
        Ok(())
    }

    async fn write_letter(&self, email: &str, kind: LinkKind, redirect_to: Option<&str>) -> Result<(), AccountsError> {
        let client = self.client().await?;
        let Some(user) = users::find_user_by_email().bind(&client, &email).opt().await? else { return Ok(()) };
        if kind == LinkKind::SignUp && user.email_confirmed_at.is_some() {
            return Ok(());
        }
        let link = self.make_link(&client, user.id, email, kind).await?;
        self.post(email, &link, redirect_to);
        Ok(())
    }

    /// The link with which the first admin takes up the account that was made with the database; none once any admin can sign in.
    /// Each call makes a new one, and the one before is no longer good.
    ///
    /// # Errors
    /// The database failed.
    pub async fn first_admin_link(&self) -> Result<Option<String>, AccountsError> {
        let client = self.client().await?;
        let Some(admin) = users::first_admin_without_password().bind(&client).opt().await? else { return Ok(None) };
        let email = admin.email.unwrap_or_default();
        let link = self.make_link(&client, admin.id, &email, LinkKind::Invite).await?;
        Ok(Some(self.setup_link(&link)))
    }

    /// Where a link leads that a client asked to be led to `redirect_to`: only to this site, so that no token leaves it.
    pub fn landing<'a>(&'a self, redirect_to: Option<&'a str>) -> &'a str {
        let site = self.config().site_url.as_str();
        let here = |url: &&str| url.strip_prefix(site).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#']));
        redirect_to.filter(here).unwrap_or(site)
    }

    /// Where a link leads first.
    pub fn action_link(&self, link: &Link, redirect_to: Option<&str>) -> String {
        let site = &self.config().site_url;
        let landing = percent(self.landing(redirect_to));
        format!("{site}/auth/v1/verify?token={}&type={}&redirect_to={landing}", link.token, link.kind.as_str())
    }

    pub(crate) fn post(&self, email: &str, link: &Link, redirect_to: Option<&str>) {
        let page = match (link.kind, redirect_to) {
            // Our own pages use the token up when the form is sent: a program that looks into letters takes nothing from anybody.
            (LinkKind::Invite, None) => self.setup_link(link),
            (LinkKind::Recovery, None) => format!("{}/recover?token={}", self.config().site_url, link.token),
            // Clients that name a page of their own, or sign in by the link alone, expect GoTrue's way.
            _ => self.action_link(link, redirect_to),
        };
        let letter = Letter { to: email.to_owned(), kind: link.kind, link: page, code: link.code.clone() };
        self.config().post.send(letter);
    }

    /// Makes a link for an account; the one of its kind before is no longer good.
    pub(crate) async fn make_link(
        &self,
        client: &impl GenericClient,
        account: Uuid,
        email: &str,
        kind: LinkKind,
    ) -> Result<Link, AccountsError> {
        let now = self.now();
        let link = Link { kind, token: secret::text()?, code: secret::digits(CODE_DIGITS)? };
        let id = Uuid::now_v7();
        let params = PutTokenParams {
            id,
            user_id: account,
            kind: kind.stored(),
            token_hash: secret::hash_hex(&link.token),
            code_hash: hash_code(id, &link.code),
            relates_to: email,
            at: now,
        };
        tokens::put_token().params(client, &params).await?;
        match kind {
            LinkKind::SignUp => users::note_confirmation().bind(client, &now, &account).await?,
            LinkKind::Invite => users::note_invitation().bind(client, &now, &account).await?,
            LinkKind::MagicLink | LinkKind::Recovery => users::note_recovery().bind(client, &now, &account).await?,
        };
        Ok(link)
    }
}

/// The kinds a proof may be of, with the time before which each was made too early.
fn acceptable(kind: Option<LinkKind>, now: Timestamp) -> [Option<(&'static str, Timestamp)>; 2] {
    let since = |kind: LinkKind| (kind.stored(), now.checked_sub(kind.lifetime()).unwrap_or(Timestamp::MIN));
    match kind {
        Some(kind) => [Some(since(kind)), None],
        None => [Some(since(LinkKind::SignUp)), Some(since(LinkKind::Recovery))],
    }
}

async fn take_by_token(
    client: &impl GenericClient,
    token: &str,
    kind: Option<LinkKind>,
    now: Timestamp,
) -> Result<Option<Uuid>, AccountsError> {
    let hash = secret::hash_hex(token);
    for (stored, since) in acceptable(kind, now).into_iter().flatten() {
        if let Some(taken) = tokens::take_token_by_hash().bind(client, &hash, &[stored].as_slice(), &since).opt().await? {
            return Ok(Some(taken.user_id));
        }
    }
    Ok(None)
}

async fn take_by_code(
    client: &impl GenericClient,
    email: &str,
    code: &str,
    kind: Option<LinkKind>,
    now: Timestamp,
) -> Result<Option<Uuid>, AccountsError> {
    for (stored, since) in acceptable(kind, now).into_iter().flatten() {
        for found in tokens::tokens_of_address().bind(client, &email, &[stored].as_slice(), &since).all().await? {
            let right = found.code_hash.is_some_and(|hash| bool::from(hash.as_bytes().ct_eq(hash_code(found.id, code).as_bytes())));
            // Of two who bring it at once, one gets the account.
            if right && let Some(taken) = tokens::take_token().bind(client, &found.id).opt().await? {
                return Ok(Some(taken.user_id));
            }
        }
    }
    Ok(None)
}

fn hash_code(id: Uuid, code: &str) -> String {
    secret::hash_hex(&format!("{id}:{code}"))
}

/// A text as the value of a query parameter.
fn percent(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => encoded.push(char::from(byte)),
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}
