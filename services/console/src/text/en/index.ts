import { account } from './account.js';
import { common } from './common.js';
import { developers } from './developers.js';
import { errors } from './errors.js';
import { front } from './front.js';
import { images } from './images.js';
import { people } from './people.js';
import { playground } from './playground.js';

export const en = { ...common, errors, front, people, playground, images, developers, account };
