//! An S3 server in this process: s3s speaks the protocol and checks signatures, s3s-fs keeps what is sent.
//!
//! What s3s-fs does not do, [`Shelf`] does in front of it. It keeps an index, so that a listing has entity tags and pages as
//! S3's have, and so that any key of 1,024 bytes can be kept, one that is another's folder too: s3s-fs makes file names of
//! keys. And it takes a body whole before it looks at `If-Match` and `If-None-Match`, both under one lock: s3s-fs looks at
//! them first and takes the body then, so that of two that come at once both would be right.
//!
//! It must not know what is published: `benches/s3` is the same server as a program.

use hyper::{body::Bytes, server::conn::http1};
use hyper_util::rt::TokioIo;
use s3s::{
    S3, S3Request, S3Response, S3Result,
    auth::SimpleAuth,
    dto::*,
    s3_error,
    service::{S3Service, S3ServiceBuilder},
};
use s3s_fs::FileSystem;
use std::{
    collections::BTreeMap,
    io,
    ops::Bound::{Excluded, Included, Unbounded},
    path::Path,
    sync::Arc,
    time::SystemTime,
};
use tokio::{net::TcpListener, sync::RwLock};

/// Keys of a page of a listing.
const PAGE: usize = 1000;

/// What is kept in a folder.
#[derive(Clone)]
pub struct Shelf {
    files: Arc<FileSystem>,
    index: Arc<RwLock<Index>>,
}

#[derive(Default)]
struct Index {
    /// What there is, by bucket and key.
    objects: BTreeMap<(String, String), Kept>,
    /// The names of files that stand for keys; they stay when an object goes.
    names: BTreeMap<(String, String), usize>,
}

#[derive(Clone)]
struct Kept {
    size: i64,
    tag: Option<ETag>,
    modified: Timestamp,
}

type Answer<T> = S3Result<S3Response<T>>;

impl Shelf {
    /// Keeps objects below a folder, in buckets of these names.
    pub fn open(folder: &Path, buckets: &[&str]) -> io::Result<Self> {
        for bucket in buckets {
            std::fs::create_dir_all(folder.join(bucket))?;
        }
        let files = FileSystem::new(folder).map_err(|error| io::Error::other(format!("{error:?}")))?;
        Ok(Self { files: Arc::new(files), index: Arc::default() })
    }

    /// The service that wants requests to be signed with this key.
    pub fn signed(&self, key: &str, secret: &str) -> S3Service {
        let mut builder = S3ServiceBuilder::new(self.clone());
        builder.set_auth(SimpleAuth::from_single(key, secret));
        builder.build()
    }

    /// The service that trusts everybody.
    #[allow(dead_code, reason = "for tests, which look at a bucket with it")]
    pub fn open_to_all(&self) -> S3Service {
        S3ServiceBuilder::new(self.clone()).build()
    }

    async fn name(&self, bucket: &str, key: &str) -> String {
        self.index.write().await.name(bucket, key)
    }

    /// The name of the file of an object that is there.
    async fn known(&self, bucket: &str, key: &str) -> S3Result<String> {
        let mut index = self.index.write().await;
        match index.get(bucket, key) {
            Some(_) => Ok(index.name(bucket, key)),
            None => Err(s3_error!(NoSuchKey)),
        }
    }
}

/// Answers connections until the runtime ends.
pub async fn serve(listener: TcpListener, service: S3Service) {
    while let Ok((stream, _)) = listener.accept().await {
        let service = service.clone();
        let _ = stream.set_nodelay(true);
        tokio::spawn(async move {
            // A connection that breaks is its client's business.
            let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
        });
    }
}

impl Index {
    fn get(&self, bucket: &str, key: &str) -> Option<&Kept> {
        self.objects.get(&(bucket.to_owned(), key.to_owned()))
    }

    fn name(&mut self, bucket: &str, key: &str) -> String {
        let next = self.names.len();
        self.names.entry((bucket.to_owned(), key.to_owned())).or_insert(next).to_string()
    }

    fn keep(&mut self, bucket: &str, key: &str, size: i64, tag: Option<ETag>) {
        let kept = Kept { size, tag, modified: SystemTime::now().into() };
        self.objects.insert((bucket.to_owned(), key.to_owned()), kept);
    }

    /// Whether a write with these conditions may be done.
    fn permit(
        &self,
        bucket: &str,
        key: &str,
        is: Option<&ETagCondition>,
        is_not: Option<&ETagCondition>,
    ) -> S3Result<()> {
        let there = self.get(bucket, key);
        let fits = |condition: &ETagCondition| match (condition, there) {
            (_, None) => false,
            (ETagCondition::Any, Some(_)) => true,
            (ETagCondition::ETag(tag), Some(kept)) => {
                kept.tag.as_ref().is_some_and(|kept| kept.value() == tag.value())
            }
        };
        if is.is_some_and(|condition| !fits(condition)) || is_not.is_some_and(fits) {
            return Err(s3_error!(PreconditionFailed, "at least one of the conditions does not hold"));
        }
        Ok(())
    }

    fn list(&self, asked: &ListObjectsV2Input) -> (Vec<Object>, Vec<String>, Option<String>) {
        let prefix = asked.prefix.as_deref().unwrap_or_default();
        let after = asked.continuation_token.as_deref().max(asked.start_after.as_deref()).unwrap_or_default();
        let limit = asked.max_keys.and_then(|keys| usize::try_from(keys).ok()).unwrap_or(PAGE).min(PAGE);
        let bucket = asked.bucket.clone();
        let start = if after >= prefix && !after.is_empty() {
            Excluded((bucket.clone(), after.to_owned()))
        } else {
            Included((bucket.clone(), prefix.to_owned()))
        };
        let (mut objects, mut folders, mut last) = (Vec::new(), Vec::<String>::new(), None);
        let all = self.objects.range((start, Unbounded));
        for ((_, key), kept) in all.take_while(|((of, key), _)| *of == bucket && key.starts_with(prefix)) {
            let folder = asked.delimiter.as_deref().and_then(|delimiter| {
                let end = key[prefix.len()..].find(delimiter)? + delimiter.len();
                Some(&key[..prefix.len() + end])
            });
            if folder
                .is_some_and(|folder| folder == after || folders.last().is_some_and(|last| last == folder))
            {
                continue;
            }
            if objects.len() + folders.len() == limit {
                return (objects, folders, last);
            }
            match folder {
                Some(folder) => folders.push(folder.to_owned()),
                None => objects.push(Object {
                    e_tag: kept.tag.clone(),
                    key: Some(key.clone()),
                    last_modified: Some(kept.modified.clone()),
                    size: Some(kept.size),
                    ..Object::default()
                }),
            }
            last = Some(folder.unwrap_or(key).to_owned());
        }
        (objects, folders, None)
    }
}

/// A body, whole.
async fn whole(body: Option<StreamingBlob>) -> S3Result<Bytes> {
    use http_body_util::BodyExt as _;
    let Some(body) = body else { return Ok(Bytes::new()) };
    let collected = s3s::Body::from(body).collect().await;
    // Its client went away in the middle of it.
    Ok(collected.map_err(|_| s3_error!(IncompleteBody))?.to_bytes())
}

/// As `encoding-type=url` has it.
fn encode(text: &str) -> String {
    let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.~/".contains(byte);
    let one = |byte: u8| if is_plain(&byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    text.bytes().map(one).collect()
}

#[async_trait::async_trait]
impl S3 for Shelf {
    async fn put_object(&self, mut req: S3Request<PutObjectInput>) -> Answer<PutObjectOutput> {
        let body = whole(req.input.body.take()).await?;
        let size = i64::try_from(body.len()).expect("it is in memory");
        let PutObjectInput { bucket, key, if_match, if_none_match, .. } = &mut req.input;
        let (bucket, mut index) = (bucket.clone(), self.index.write().await);
        index.permit(&bucket, key, if_match.take().as_ref(), if_none_match.take().as_ref())?;
        let name = index.name(&bucket, key);
        let key = std::mem::replace(key, name);
        req.input.body = Some(s3s::Body::from(body).into());
        let answer = self.files.put_object(req).await?;
        index.keep(&bucket, &key, size, answer.output.e_tag.clone());
        Ok(answer)
    }

    async fn get_object(&self, mut req: S3Request<GetObjectInput>) -> Answer<GetObjectOutput> {
        req.input.key = self.known(&req.input.bucket, &req.input.key).await?;
        let _index = self.index.read().await;
        self.files.get_object(req).await
    }

    async fn head_object(&self, mut req: S3Request<HeadObjectInput>) -> Answer<HeadObjectOutput> {
        req.input.key = self.known(&req.input.bucket, &req.input.key).await?;
        let _index = self.index.read().await;
        self.files.head_object(req).await
    }

    async fn delete_object(&self, req: S3Request<DeleteObjectInput>) -> Answer<DeleteObjectOutput> {
        self.index.write().await.objects.remove(&(req.input.bucket, req.input.key));
        Ok(S3Response::new(DeleteObjectOutput::default()))
    }

    async fn delete_objects(&self, req: S3Request<DeleteObjectsInput>) -> Answer<DeleteObjectsOutput> {
        let mut index = self.index.write().await;
        let mut deleted = Vec::new();
        for object in req.input.delete.objects {
            index.objects.remove(&(req.input.bucket.clone(), object.key.clone()));
            deleted.push(DeletedObject { key: Some(object.key), ..DeletedObject::default() });
        }
        Ok(S3Response::new(DeleteObjectsOutput { deleted: Some(deleted), ..DeleteObjectsOutput::default() }))
    }

    async fn list_objects_v2(&self, req: S3Request<ListObjectsV2Input>) -> Answer<ListObjectsV2Output> {
        let asked = req.input;
        let (mut objects, mut folders, next) = self.index.read().await.list(&asked);
        if asked.encoding_type.as_ref().is_some_and(|kind| kind.as_str() == "url") {
            let keys = objects.iter_mut().filter_map(|object| object.key.as_mut());
            keys.chain(&mut folders).for_each(|key| *key = encode(key));
        }
        let folders: Vec<CommonPrefix> =
            folders.into_iter().map(|prefix| CommonPrefix { prefix: Some(prefix) }).collect();
        let output = ListObjectsV2Output {
            key_count: i32::try_from(objects.len() + folders.len()).ok(),
            max_keys: Some(asked.max_keys.unwrap_or(1000)),
            is_truncated: Some(next.is_some()),
            next_continuation_token: next,
            contents: Some(objects),
            common_prefixes: Some(folders),
            continuation_token: asked.continuation_token,
            delimiter: asked.delimiter,
            encoding_type: asked.encoding_type,
            name: Some(asked.bucket),
            prefix: asked.prefix,
            start_after: asked.start_after,
            ..ListObjectsV2Output::default()
        };
        Ok(S3Response::new(output))
    }

    async fn create_multipart_upload(
        &self,
        mut req: S3Request<CreateMultipartUploadInput>,
    ) -> Answer<CreateMultipartUploadOutput> {
        let name = self.name(&req.input.bucket, &req.input.key).await;
        let key = std::mem::replace(&mut req.input.key, name);
        let mut answer = self.files.create_multipart_upload(req).await?;
        answer.output.key = Some(key);
        Ok(answer)
    }

    async fn upload_part(&self, mut req: S3Request<UploadPartInput>) -> Answer<UploadPartOutput> {
        req.input.key = self.name(&req.input.bucket, &req.input.key).await;
        self.files.upload_part(req).await
    }

    async fn complete_multipart_upload(
        &self,
        mut req: S3Request<CompleteMultipartUploadInput>,
    ) -> Answer<CompleteMultipartUploadOutput> {
        let CompleteMultipartUploadInput { bucket, key, if_match, if_none_match, .. } = &mut req.input;
        let (bucket, mut index) = (bucket.clone(), self.index.write().await);
        index.permit(&bucket, key, if_match.take().as_ref(), if_none_match.take().as_ref())?;
        let name = index.name(&bucket, key);
        let key = std::mem::replace(key, name.clone());
        let head = HeadObjectInput { bucket: bucket.clone(), key: name, ..HeadObjectInput::default() };
        let asked = req.clone().map_input(|_| head);
        let mut answer = self.files.complete_multipart_upload(req).await?;
        if let Some(rest) = answer.output.future.take() {
            answer.output = rest.await?;
        }
        let size = self.files.head_object(asked).await?.output.content_length.unwrap_or_default();
        index.keep(&bucket, &key, size, answer.output.e_tag.clone());
        answer.output.key = Some(key);
        Ok(answer)
    }

    async fn abort_multipart_upload(
        &self,
        mut req: S3Request<AbortMultipartUploadInput>,
    ) -> Answer<AbortMultipartUploadOutput> {
        req.input.key = self.name(&req.input.bucket, &req.input.key).await;
        self.files.abort_multipart_upload(req).await
    }

    async fn head_bucket(&self, req: S3Request<HeadBucketInput>) -> Answer<HeadBucketOutput> {
        self.files.head_bucket(req).await
    }

    async fn list_buckets(&self, req: S3Request<ListBucketsInput>) -> Answer<ListBucketsOutput> {
        self.files.list_buckets(req).await
    }
}
