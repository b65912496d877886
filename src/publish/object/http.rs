//! Requests on the wire, each made once: how long one may take, and what its failure means.
//!
//! It must not know what a request is for. Whether one is made again is decided above, where new credentials are taken
//! for it.

use super::{
    fault::{Fault, Kind},
    page,
};
use async_trait::async_trait;
use object_store::{
    ClientOptions,
    client::{
        ClientConfigKey, HttpClient, HttpConnector, HttpError, HttpErrorKind, HttpRequest, HttpResponse,
        HttpService,
    },
};
use reqwest::header::{ACCEPT_ENCODING, HeaderMap, HeaderValue, RETRY_AFTER};
use std::{borrow::Cow, error::Error, sync::Arc, time::Duration};

/// Bytes for which a request is given a second more: a quarter of a megabyte.
const BYTES_A_SECOND: usize = 256 * 1024;

/// Characters of a server's message that are passed on.
const LONGEST: usize = 300;

/// Makes connections.
#[derive(Debug, Clone)]
pub struct Connector {
    /// How long a request may take without its body.
    pub timeout: Duration,
    /// Whether bodies are to come as they are kept: Google unpacks them for clients that do not say that they can.
    pub takes_gzip: bool,
}

impl HttpConnector for Connector {
    fn connect(&self, options: &ClientOptions) -> object_store::Result<HttpClient> {
        let option = |key| options.get_config_value(&key);
        let is_plain = option(ClientConfigKey::AllowHttp).as_deref() == Some("true");
        // Where credentials come from the machine itself, it answers at once, and no proxy leads to it.
        let is_near = option(ClientConfigKey::ConnectTimeout).as_deref() == Some("1s");
        let mut builder = reqwest::Client::builder()
            .user_agent(concat!("sitegen/", env!("CARGO_PKG_VERSION")))
            .https_only(!is_plain)
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(if is_near { Duration::from_secs(1) } else { self.timeout })
            .read_timeout(self.timeout)
            .tls_backend_preconfigured(tls()?);
        if is_near {
            builder = builder.no_proxy();
        }
        let client = builder.build().map_err(|error| unusable(&error.without_url()))?;
        Ok(HttpClient::new(Once { client, timeout: self.timeout, is_near, takes_gzip: self.takes_gzip }))
    }
}

/// TLS as the rest of the program has it, with the roots that the system trusts.
fn tls() -> object_store::Result<rustls::ClientConfig> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let verifier =
        rustls_platform_verifier::Verifier::new(provider.clone()).map_err(|error| unusable(&error))?;
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| unusable(&error))?;
    Ok(config.dangerous().with_custom_certificate_verifier(Arc::new(verifier)).with_no_client_auth())
}

fn unusable(error: &dyn Error) -> object_store::Error {
    object_store::Error::Generic { store: "http", source: error.to_string().into() }
}

/// A client that makes each request once.
#[derive(Debug)]
struct Once {
    client: reqwest::Client,
    timeout: Duration,
    /// Whether it asks the machine itself, for credentials.
    is_near: bool,
    takes_gzip: bool,
}

#[async_trait]
impl HttpService for Once {
    async fn call(&self, mut request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let reads = request.method() == reqwest::Method::GET;
        let is_listing = reads && page::is_listing(request.uri().query().unwrap_or_default());
        if self.takes_gzip && reads && !is_listing && !self.is_near {
            request.headers_mut().insert(ACCEPT_ENCODING, HeaderValue::from_static("gzip"));
        }
        match self.answer(request).await {
            Ok(answer) if is_listing => listing(answer).await,
            Ok(answer) => Ok(answer),
            Err(fault) if self.is_near => {
                let text = format!(
                    "there are no credentials in the environment, and this machine gives none: {fault}"
                );
                Err(failed(Fault::new(fault.kind, text)))
            }
            Err(fault) => Err(failed(fault)),
        }
    }
}

impl Once {
    /// The answer to a request, if it is one that was hoped for.
    async fn answer(&self, request: HttpRequest) -> Result<HttpResponse, Fault> {
        let host = request.uri().host().unwrap_or_default().to_owned();
        let more = request.body().content_length() / BYTES_A_SECOND;
        let limit = self.timeout + Duration::from_secs(u64::try_from(more).unwrap_or_default());
        let Ok(answer) = tokio::time::timeout(limit, self.client.call(request)).await else {
            let text = format!("{host} did not answer within {} s", limit.as_secs());
            return Err(Fault::new(Kind::Transient, text));
        };
        let answer = answer.map_err(|error| broken(&host, &error))?;
        let status = answer.status().as_u16();
        // Not modified is an answer.
        if status < 300 || status == 304 {
            return Ok(answer);
        }
        let pause = pause(answer.headers());
        let body = tokio::time::timeout(self.timeout, answer.into_body().bytes()).await;
        let body = body.ok().and_then(Result::ok).unwrap_or_default();
        Err(refused(&host, status, &String::from_utf8_lossy(&body)).pause(pause))
    }
}

/// A page of a listing as the library takes it.
async fn listing(answer: HttpResponse) -> Result<HttpResponse, HttpError> {
    let (parts, body) = answer.into_parts();
    let bytes = body.bytes().await?;
    let body = match std::str::from_utf8(&bytes).map(page::clean) {
        Ok(Cow::Owned(cleaned)) => cleaned.into(),
        Ok(Cow::Borrowed(_)) | Err(_) => bytes.into(),
    };
    Ok(HttpResponse::from_parts(parts, body))
}

/// A failure as the library hands it on.
fn failed(fault: Fault) -> HttpError {
    let kind = match fault.kind {
        Kind::Transient => HttpErrorKind::Interrupted,
        _ => HttpErrorKind::Unknown,
    };
    HttpError::new(kind, fault)
}

/// Whether a failure of that kind is one after which the same may succeed.
pub fn is_transient(kind: HttpErrorKind) -> bool {
    kind == HttpErrorKind::Interrupted
}

/// What is said of a connection that broke, from the innermost reason: those around it say that a request failed.
fn broken(host: &str, error: &HttpError) -> Fault {
    let mut reason: &dyn Error = error;
    while let Some(inner) = reason.source() {
        reason = inner;
    }
    let is_setting = reason.to_string().contains("scheme is not");
    let kind = if is_setting { Kind::Other } else { Kind::Transient };
    Fault::new(kind, format!("no answer from {host}: {reason}"))
}

/// How long the server wants to be left alone, where it says so in seconds (RFC 9110, section 10.2.3).
fn pause(headers: &HeaderMap) -> Option<Duration> {
    headers.get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok().map(Duration::from_secs)
}

/// What an answer means that is none of those that were hoped for.
fn refused(host: &str, status: u16, body: &str) -> Fault {
    let code = element(body, "Code").or_else(|| field(body, "error")).unwrap_or_default();
    let message = element(body, "Message").or_else(|| field(body, "error_description")).unwrap_or_default();
    let kind = kind(status, &code);
    let mut text = format!("{host} answered {status}");
    if !code.is_empty() {
        text = format!("{text} {code}");
    }
    // The rest of a message may be what was signed.
    let line = message.lines().next().unwrap_or_default().trim();
    if !line.is_empty() {
        text = format!("{text}: {}", line.chars().take(LONGEST).collect::<String>());
    }
    if (300..400).contains(&status) {
        text.push_str("; is the region or the endpoint another?");
    }
    Fault::new(kind, text)
}

fn kind(status: u16, code: &str) -> Kind {
    match (status, code) {
        (_, "NoSuchBucket" | "ContainerNotFound") => Kind::Other,
        // New credentials are taken for the next try.
        (_, "ExpiredToken" | "ExpiredTokenException" | "RequestTimeout" | "SlowDown" | "IncompleteBody") => {
            Kind::Transient
        }
        (404, _) => Kind::Missing,
        (409 | 412, _) => Kind::Conflict,
        (501, _) => Kind::Unknown,
        (408 | 425 | 429 | 500..=599, _) => Kind::Transient,
        _ => Kind::Other,
    }
}

/// The text of the first element of that name.
fn element(body: &str, name: &str) -> Option<String> {
    let (_, rest) = body.split_once(&format!("<{name}>"))?;
    let (text, _) = rest.split_once(&format!("</{name}>"))?;
    Some(text.chars().filter(|c| !c.is_control() || *c == '\n').collect())
}

/// The text of a field of JSON.
fn field(body: &str, name: &str) -> Option<String> {
    let value: serde_json::Value = serde_json::from_str(body).ok()?;
    let text = value.get(name)?;
    text.as_str().or_else(|| text.get("message")?.as_str()).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_told_in_one_line() {
        let s3 = "<?xml version=\"1.0\"?><Error><Code>SignatureDoesNotMatch</Code><Message>Computed another.\n\
                  AWS4-HMAC canary</Message><StringToSign>canary</StringToSign></Error>";
        let told = |status, body| refused("s3.example.org", status, body);
        assert_eq!(
            told(403, s3).to_string(),
            "s3.example.org answered 403 SignatureDoesNotMatch: Computed another."
        );
        assert_eq!(told(500, "<html>").to_string(), "s3.example.org answered 500");
        let google = "{\"error\": {\"code\": 401, \"message\": \"Invalid Credentials\"}}";
        assert_eq!(told(401, google).to_string(), "s3.example.org answered 401 Invalid Credentials");
    }

    #[test]
    fn a_pause_is_a_number_of_seconds() {
        let said = |text| pause(&[(RETRY_AFTER, HeaderValue::from_static(text))].into_iter().collect());
        assert_eq!(said(" 120"), Some(Duration::from_mins(2)));
        assert_eq!((said("Sun, 22 Nov 2026 09:00:00 GMT"), said("-1")), (None, None));
        assert_eq!(pause(&HeaderMap::new()), None);
    }

    #[test]
    fn what_may_be_tried_again() {
        for (status, code, expected) in [
            (404, "NoSuchKey", Kind::Missing),
            (404, "NoSuchBucket", Kind::Other),
            (403, "AccessDenied", Kind::Other),
            (400, "ExpiredToken", Kind::Transient),
            (409, "BlobAlreadyExists", Kind::Conflict),
            (412, "PreconditionFailed", Kind::Conflict),
            (429, "", Kind::Transient),
            (501, "NotImplemented", Kind::Unknown),
            (503, "SlowDown", Kind::Transient),
        ] {
            assert_eq!(kind(status, code), expected, "{status} {code}");
        }
    }
}
