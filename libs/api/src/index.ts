export { isWellFormedApiKey, keyPrefixLength, newApiKey } from './api-key.js';
export { type IdPrefix, isId, newId } from './ids.js';
