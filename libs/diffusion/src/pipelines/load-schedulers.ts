import { jsonObject, readJsonFile } from '../model/json-file.js';
import { createSchedulerFactory } from '../schedulers/create-scheduler.js';
import type { SchedulerFactory } from '../schedulers/scheduler.js';
import type { Components } from './components.js';

/** @throws ModelError `file_missing`, `file_invalid` or `unsupported_scheduler` */
export async function loadSchedulers({ model }: Components): Promise<SchedulerFactory> {
  return createSchedulerFactory(await readJsonFile(model.path, 'scheduler/scheduler_config.json', jsonObject));
}
