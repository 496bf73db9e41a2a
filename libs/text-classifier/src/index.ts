export { TextClassifier } from './text-classifier.js';
export { TextClassifierError } from './text-classifier-error.js';
