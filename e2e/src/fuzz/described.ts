import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { Document, Target } from './document.js';

const escaped = (key: string): string => encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1'));

/** Says of answers whether a document describes them. */
export class Described {
  private readonly ajv = new Ajv2020({ strict: false, validateFormats: true });
  private readonly validators = new Map<string, ValidateFunction>();

  constructor(document: Document) {
    addFormats.default(this.ajv);
    this.ajv.addSchema(document, 'document');
  }

  /** What is wrong with an answer, in a sentence; undefined where it is described. */
  async fault(target: Target, response: Response): Promise<string | undefined> {
    const { status } = response;
    const mediaType = response.headers.get('content-type')?.split(';', 1)[0] ?? '';
    const body = mediaType === 'text/event-stream' ? undefined : await response.text();
    if (mediaType === 'text/event-stream') await response.body?.cancel();
    if (status >= 500) return `answered ${status}: ${body}`;
    const described = target.responses[status];
    if (described === undefined) return `answered ${status}, which is not described: ${body}`;
    if (response.headers.get('x-request-id') === null) return `answered ${status} without x-request-id`;
    if (described.content === undefined) return body ? `answered ${status} with a body: ${body}` : undefined;
    if (!(mediaType in described.content)) return `answered ${status} as "${mediaType}", which is not described`;
    if (mediaType !== 'application/json' || body === undefined) return undefined;
    const validate = this.validator(target, String(status), mediaType);
    if (validate(JSON.parse(body))) return undefined;
    return `answered ${status} with a body that is not described (${this.ajv.errorsText(validate.errors)}): ${body}`;
  }

  private validator({ path, method }: Target, status: string, mediaType: string): ValidateFunction {
    const pointer = ['paths', path, method, 'responses', status, 'content', mediaType, 'schema'].map(escaped).join('/');
    const known = this.validators.get(pointer);
    if (known !== undefined) return known;
    const validate = this.ajv.compile({ $ref: `document#/${pointer}` });
    this.validators.set(pointer, validate);
    return validate;
  }
}
