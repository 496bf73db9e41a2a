import { execFile } from 'node:child_process';
import { access, cp, link, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { OnnxRuntime, optimiseModel } from '@imageai/diffusion';

const script = fileURLToPath(new URL('../../peers/make_models.py', import.meta.url));

/** One step of the shape of SD-Turbo with TAESD, in single precision and in int8. */
export const SHAPE = 'sd-turbo-shape';
export const SHAPE_IN_INT8 = `${SHAPE}-in-int8`;
const UNFINISHED = '.unfinished';

/** Makes the models of the comparison once; they take 7 GB. */
export async function prepareModels(python: string, models: string): Promise<void> {
  await mkdir(models, { recursive: true });
  if (!(await exists(join(models, SHAPE)))) {
    process.stderr.write('Exporting a model of the true size, once …\n');
    await promisify(execFile)(python, [script, models], { maxBuffer: 2 ** 26 });
  }
  if (!(await exists(join(models, SHAPE_IN_INT8)))) {
    process.stderr.write('Rounding it to int8, once …\n');
    await rm(join(models, UNFINISHED), { recursive: true, force: true });
    const unfinished = join(models, UNFINISHED, SHAPE_IN_INT8);
    await linked(join(models, SHAPE), unfinished);
    // Random weights say nothing of quality: the gate is for those who have a model.
    const components = ['text_encoder', 'unet', 'vae_decoder'];
    await optimiseModel(unfinished, new OnnxRuntime(), {
      components,
      steps: 1,
      prompts: ['a boat', 'the sea'],
      force: true,
    });
    await rename(unfinished, join(models, SHAPE_IN_INT8));
  }
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

/** The same files under another name, so that gigabytes lie on the disk once. */
async function linked(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) await linked(source, target);
    // What is written into must be a file of its own.
    else if (entry.name.endsWith('.json')) await cp(source, target);
    else await link(source, target);
  }
}
