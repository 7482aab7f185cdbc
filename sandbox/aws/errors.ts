/**
 * An error that AWS would answer. `code` is AWS's name for it and `status` the HTTP status: KMS answers 400 for every
 * client error, whatever its API reference lists (recorded answers).
 * A few KMS errors carry no message at all (InvalidCiphertextException); their `message` stays undefined on the wire.
 */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;
  readonly saysNothing: boolean;

  constructor(code: string, message?: string, status = 400) {
    super(message ?? '');
    this.name = code;
    this.code = code;
    this.status = status;
    this.saysNothing = message === undefined;
  }
}
