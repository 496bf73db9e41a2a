import { start } from '../start.js';
import { App } from './app.js';

start(<App />);
