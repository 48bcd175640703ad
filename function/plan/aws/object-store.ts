/** A folder or an object in S3. */
export interface S3Location {
  readonly bucket: string;
  /** Without slashes at its end; empty: the whole bucket. */
  readonly prefix: string;
}

const pattern = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*))?$/s;

/** Where an `s3://bucket/prefix` URI leads; `undefined` for others. */
export function s3Location(uri: string): S3Location | undefined {
  const [, bucket, prefix = ''] = pattern.exec(uri) ?? [];
  return bucket === undefined ? undefined : { bucket, prefix: prefix.replace(/\/+$/, '') };
}

/** A text of a user's as IAM reads it literally: there `*` and `?` stand for anything, and `${…}` for a variable. */
export function literal(text: string): string {
  return text.replaceAll(/[*?$]/g, (character) => `\${${character}}`);
}
