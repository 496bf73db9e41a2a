export { type Account, type AccountOptions, newAccount } from './accounts.js';
export { type Answer, type CallAnswer, Client, type ImageAnswer } from './client.js';
export { control } from './control.js';
export { openAiClient, recordedFetch } from './openai-client.js';
export { describeWithOperator, operator } from './operator.js';
export { type Received, Receiver, type ReceiverAnswer } from './receiver.js';
export { stand } from './the-stand.js';
