//! What every answer gets on its way out: conditions, entity tags, headers against other sites.

use axum::{
    body::{Body, HttpBody as _},
    extract::Request,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    middleware::Next,
    response::Response,
};
use headers::{ETag, HeaderMapExt as _, IfMatch, IfNoneMatch};

/// Headers of every answer.
const ALWAYS: [(HeaderName, &str); 3] = [
    // A browser that keeps a page shows it after an edit.
    (header::CACHE_CONTROL, "no-store"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    // Drafts are not for pages of other sites, not even as pictures.
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

/// Answers by the request's conditions. The answer is compressed already, which costs nothing while nobody reads it.
pub(super) async fn apply(request: Request, next: Next) -> Response {
    let if_match = request.headers().typed_get::<IfMatch>();
    let if_none_match = request.headers().typed_get::<IfNoneMatch>();
    let has_body = !request.body().is_end_stream();
    let mut response = next.run(request).await;
    tag_encoding(response.headers_mut());
    if let Some(status) = decided(&response, if_match.as_ref(), if_none_match.as_ref()) {
        response = without_body(response, status);
    }
    for (name, value) in ALWAYS {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    if has_body {
        // It is not read, so the connection is of no more use.
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    response
}

/// A strong tag is that of exact bytes, which differ by encoding.
fn tag_encoding(headers: &mut HeaderMap) {
    let encoding = headers.get(header::CONTENT_ENCODING).and_then(|encoding| encoding.to_str().ok());
    let tag = headers.get(header::ETAG).and_then(|tag| tag.to_str().ok());
    let (Some(encoding), Some(tag)) = (encoding, tag) else { return };
    let tagged = format!("{}-{encoding}\"", tag.trim_end_matches('"'));
    if let Ok(value) = HeaderValue::from_str(&tagged) {
        headers.insert(header::ETAG, value);
    }
}

/// The status that the conditions give in place of the answer's, in the order of RFC 9110, section 13.2.2.
fn decided(
    response: &Response,
    if_match: Option<&IfMatch>,
    if_none_match: Option<&IfNoneMatch>,
) -> Option<StatusCode> {
    let conditional = matches!(
        response.status(),
        StatusCode::OK | StatusCode::PARTIAL_CONTENT | StatusCode::RANGE_NOT_SATISFIABLE
    );
    let tag = response.headers().typed_get::<ETag>().filter(|_| conditional)?;
    if if_match.is_some_and(|condition| !condition.precondition_passes(&tag)) {
        return Some(StatusCode::PRECONDITION_FAILED);
    }
    if_none_match
        .is_some_and(|condition| !condition.precondition_passes(&tag))
        .then_some(StatusCode::NOT_MODIFIED)
}

fn without_body(response: Response, status: StatusCode) -> Response {
    let (mut parts, _body) = response.into_parts();
    parts.status = status;
    for name in [
        header::CONTENT_TYPE,
        header::CONTENT_ENCODING,
        header::CONTENT_LENGTH,
        header::CONTENT_RANGE,
        header::ACCEPT_RANGES,
    ] {
        parts.headers.remove(name);
    }
    Response::from_parts(parts, Body::empty())
}
