import { ImageAnswers } from './image-answers.service.js';
import { ImageStream } from './image-stream.service.js';
import { OpenAiImagesController } from './images.controller.js';
import { OpenAiImagesService } from './images.service.js';
import { OpenAiModelsController } from './models.controller.js';

/** What the module needs to serve OpenAI's routes. */
export const openAiControllers = [OpenAiImagesController, OpenAiModelsController];
export const openAiProviders = [ImageAnswers, ImageStream, OpenAiImagesService];
