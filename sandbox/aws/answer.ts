import type { AwsError } from './errors.ts';

/** An HTTP response before it is sent; faults may still change it. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const JSON_CONTENT_TYPE = 'application/x-amz-json-1.1';

/** A successful AWS JSON 1.1 response; operations without output have an empty body, as in KMS. */
export function jsonAnswer(requestId: string, output: object | undefined): Answer {
  return {
    status: 200,
    headers: { 'Content-Type': JSON_CONTENT_TYPE, 'x-amzn-RequestId': requestId },
    body: output === undefined ? '' : JSON.stringify(output),
  };
}

/** An AWS JSON 1.1 error: its name in `__type`, and a `message` unless AWS sends none. */
export function jsonError(requestId: string, error: AwsError): Answer {
  const body = error.hasNoMessage ? { __type: error.code } : { __type: error.code, message: error.message };
  return { ...jsonAnswer(requestId, body), status: error.status };
}

const STS_NAMESPACE = 'https://sts.amazonaws.com/doc/2011-06-15/';

/** A tree of XML elements; STS needs no arrays. */
export interface XmlElements {
  readonly [element: string]: string | number | XmlElements | undefined;
}

/** A successful Query/XML response of STS. */
export function xmlAnswer(requestId: string, action: string, result: XmlElements): Answer {
  const document = { [`${action}Result`]: result, ResponseMetadata: { RequestId: requestId } };
  return xml(200, requestId, `${action}Response`, document);
}

/** A Query/XML error of STS; the SDK reads the name from `Code`. */
export function xmlError(requestId: string, error: AwsError): Answer {
  const type = error.status >= 500 ? 'Receiver' : 'Sender';
  const document = { Error: { Type: type, Code: error.code, Message: error.message }, RequestId: requestId };
  return xml(error.status, requestId, 'ErrorResponse', document);
}

function xml(status: number, requestId: string, root: string, elements: XmlElements): Answer {
  return {
    status,
    headers: { 'Content-Type': 'text/xml', 'x-amzn-RequestId': requestId },
    body: `<${root} xmlns="${STS_NAMESPACE}">${writeElements(elements)}</${root}>\n`,
  };
}

function writeElements(elements: XmlElements): string {
  return Object.entries(elements)
    .map(([name, content]) => {
      if (content === undefined) return '';
      const inner = typeof content === 'object' ? writeElements(content) : escapeXml(String(content));
      return `<${name}>${inner}</${name}>`;
    })
    .join('');
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
