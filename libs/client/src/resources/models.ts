import type { OpenAiModel, OpenAiModelList } from '@imageai/api';
import type { Transport } from '../http/transport.js';
import type { RequestOptions } from '../options.js';

const path = '/v1/models';

/** What can be named as `model`. */
export class Models {
  constructor(private readonly transport: Transport) {}

  /** All of them, the default first. */
  async list(options: RequestOptions = {}): Promise<OpenAiModel[]> {
    const { data } = await this.transport.json<OpenAiModelList>({ method: 'GET', path }, options);
    return data;
  }

  get(id: string, options: RequestOptions = {}): Promise<OpenAiModel> {
    return this.transport.json({ method: 'GET', path: `${path}/${encodeURIComponent(id)}` }, options);
  }
}
