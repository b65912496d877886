//! From settings and the environment to a bucket that can be asked.
//!
//! Credentials come from the environment or from what the platform gives to its machines, never from settings; the library
//! reads them. What else the environment could change about a target, settings decide.

use super::{
    fault::Fault,
    http::Connector,
    store::{Policy, Store},
};
use crate::{
    config::{ObjectTarget, Service},
    diagnostic::Diagnostic,
    environment::EnvironmentError,
    publish::{Secrets, Stopped},
};
use object_store::{
    BackoffConfig, ClientOptions, ObjectStore, RetryConfig,
    aws::{AmazonS3Builder, AmazonS3ConfigKey, S3ConditionalPut},
    azure::{AzureConfigKey, MicrosoftAzureBuilder},
    gcp::{GoogleCloudStorageBuilder, GoogleConfigKey},
    list::PaginatedListStore,
};
use std::{sync::Arc, time::Duration};

/// A bucket, and the same where pages of its listing can be asked for one by one.
type Opened = (Arc<dyn ObjectStore>, Option<Arc<dyn PaginatedListStore>>);

/// The bucket that settings name. No request is made.
///
/// # Errors
/// Settings or credentials cannot be used.
pub fn connect(target: &ObjectTarget, secrets: &Secrets) -> Result<Store, Stopped> {
    let (objects, pages) = match target.service {
        Service::S3 => s3(target)?,
        Service::Gcs => gcs(target)?,
        Service::Azure => azure(target)?,
    }
    .map_err(|error| {
        let place = format!("{}://{}", target.service.as_str(), target.bucket);
        let reason = told(&secrets.strip(&Fault::of(&error).to_string()));
        EnvironmentError::because("publish to", place, reason)
    })?;
    let policy = Policy { parallel: target.parallel, retries: target.retries };
    Ok(Store::new(objects, pages, target, policy, secrets.clone()))
}

/// What is told of credentials that cannot be read: not what a reader of JSON says, which repeats parts of them.
fn told(reason: &str) -> String {
    if reason.contains(" at line ") {
        return "the credentials in the environment, or in the file that it names, are not JSON of the form that is needed"
            .to_owned();
    }
    reason.to_owned()
}

/// Settings that are wrong, or what the library says of them.
type Built = Result<object_store::Result<Opened>, Stopped>;

fn s3(target: &ObjectTarget) -> Built {
    let mut builder = AmazonS3Builder::from_env();
    let given = |builder: &AmazonS3Builder, key| builder.get_config_value(&key);
    let elsewhere = target
        .endpoint
        .clone()
        .or_else(|| given(&builder, AmazonS3ConfigKey::S3Endpoint))
        .or_else(|| given(&builder, AmazonS3ConfigKey::Endpoint));
    let options = options(target, elsewhere.as_deref())?;
    // Names with dots do not fit the certificates of the provider.
    let in_path = target.path_style.unwrap_or(elsewhere.is_some() || target.bucket.contains('.'));
    if let Some(endpoint) = elsewhere {
        let endpoint = if in_path { endpoint } else { with_bucket(&endpoint, &target.bucket) };
        builder = builder.with_config(AmazonS3ConfigKey::S3Endpoint, endpoint);
    }
    if let Some(region) = &target.region {
        builder = builder.with_region(region);
    }
    let built = builder
        .with_bucket_name(&target.bucket)
        .with_virtual_hosted_style_request(!in_path)
        .with_conditional_put(S3ConditionalPut::ETagMatch)
        .with_disable_bulk_delete(true)
        .with_disable_tagging(true)
        .with_retry(once())
        .with_client_options(options)
        .with_http_connector(connector(target))
        .build();
    Ok(built.map(|store| (Arc::new(store.clone()) as _, Some(Arc::new(store) as _))))
}

/// An endpoint whose host begins with the bucket.
fn with_bucket(endpoint: &str, bucket: &str) -> String {
    match endpoint.split_once("://") {
        Some((scheme, host)) if !host.starts_with(&format!("{bucket}.")) => {
            format!("{scheme}://{bucket}.{host}")
        }
        _ => endpoint.to_owned(),
    }
}

fn gcs(target: &ObjectTarget) -> Built {
    let mut builder = GoogleCloudStorageBuilder::from_env();
    let elsewhere = target.endpoint.clone().or_else(|| builder.get_config_value(&GoogleConfigKey::BaseUrl));
    let options = options(target, elsewhere.as_deref())?;
    if let Some(endpoint) = elsewhere {
        builder = builder.with_base_url(&endpoint);
    }
    let built = builder
        .with_bucket_name(&target.bucket)
        .with_retry(once())
        .with_client_options(options)
        .with_http_connector(connector(target))
        .build();
    Ok(built.map(|store| (Arc::new(store.clone()) as _, Some(Arc::new(store) as _))))
}

fn azure(target: &ObjectTarget) -> Built {
    let mut builder = MicrosoftAzureBuilder::from_env();
    let elsewhere = target.endpoint.clone().or_else(|| builder.get_config_value(&AzureConfigKey::Endpoint));
    let options = options(target, elsewhere.as_deref())?;
    if let Some(endpoint) = elsewhere {
        builder = builder.with_endpoint(endpoint);
    }
    if let Some(account) = &target.account {
        builder = builder.with_account(account);
    }
    let built = builder
        .with_container_name(&target.bucket)
        .with_disable_tagging(true)
        .with_retry(once())
        .with_client_options(options)
        .with_http_connector(connector(target))
        .build();
    Ok(built.map(|store| (Arc::new(store) as _, None)))
}

fn connector(target: &ObjectTarget) -> Connector {
    Connector { timeout: Duration::from_secs(target.timeout), takes_gzip: target.service == Service::Gcs }
}

/// Requests that are not encrypted are made where settings name such an address, and nowhere else.
fn options(target: &ObjectTarget, endpoint: Option<&str>) -> Result<ClientOptions, Stopped> {
    let is_plain = |endpoint: &str| endpoint.to_ascii_lowercase().starts_with("http://");
    if target.endpoint.is_none() && endpoint.is_some_and(is_plain) {
        let message = "the endpoint in the environment begins with `http://`: what is sent there could be read and changed";
        let hint = "name it as `endpoint` of the target in `sitegen.yaml`, if that is meant";
        return Err(Stopped::Refused(vec![Diagnostic::error("publish-endpoint", message).hint(hint)]));
    }
    Ok(ClientOptions::new().with_allow_http(endpoint.is_some_and(is_plain)))
}

/// The library makes each request once: we make it again, with new credentials.
fn once() -> RetryConfig {
    RetryConfig { backoff: BackoffConfig::default(), max_retries: 0, retry_timeout: Duration::ZERO }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_part_of_credentials_is_told() {
        let error = serde_json::from_str::<Vec<u8>>("\"canary\"").expect_err("no list").to_string();
        assert!(error.contains("canary") && !told(&error).contains("canary"));
        assert_eq!(told("Account must be specified"), "Account must be specified");
    }

    #[test]
    fn a_bucket_in_the_host_stands_there_once() {
        let with = |endpoint| with_bucket(endpoint, "example");
        assert_eq!(with("https://s3.example.org"), "https://example.s3.example.org");
        assert_eq!(with("https://example.s3.example.org"), "https://example.s3.example.org");
    }
}
