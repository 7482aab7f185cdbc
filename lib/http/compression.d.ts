/** The part of `compression` that the server uses, without the types of Express that it isn't run under. */
declare module 'compression' {
  import type { IncomingMessage, ServerResponse } from 'node:http';

  type Filter = (request: IncomingMessage, response: ServerResponse) => boolean;

  function compression(options?: {
    filter?: Filter;
  }): (request: IncomingMessage, response: ServerResponse, next: () => void) => void;
  namespace compression {
    /** Whether the type of a response is worth compressing. */
    const filter: Filter;
  }
  export default compression;
}
