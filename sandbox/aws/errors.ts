/**
 * An error response of AWS. `code` is its name and `status` its HTTP status: KMS answers 400 for every client error,
 * whatever its API reference says (recorded answers).
 * A few KMS errors have no message (InvalidCiphertextException); without one, the response has no `message` member.
 */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;
  readonly hasNoMessage: boolean;

  constructor(code: string, message?: string, status = 400) {
    super(message ?? '');
    this.name = code;
    this.code = code;
    this.status = status;
    this.hasNoMessage = message === undefined;
  }
}
