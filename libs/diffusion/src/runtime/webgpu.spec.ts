import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, jest } from '@jest/globals';

// Software computes a small component in seconds, and in a minute where others have the processor.
jest.setTimeout(600_000);

/** Debian's chromium brings a Vulkan that computes in software, new enough for WebGPU. */
const CHROMIUM = '/usr/lib/chromium';
const driver = join(CHROMIUM, 'vk_swiftshader_icd.json');
const hasVulkan = existsSync(driver);

if (!hasVulkan) {
  console.warn(`webgpu is not tested: there is no ${driver}; install Debian's chromium ("apt-get install chromium").`);
}

(hasVulkan ? describe : describe.skip)('webgpu, on the software Vulkan of chromium', () => {
  it('gives the numbers of the cpu within 1e-4, for each component of a Stable Diffusion', async () => {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [resolve('test/compare-providers.mjs'), resolve('fixtures/tiny-stable-diffusion-2'), 'webgpu'],
      { env: { LD_LIBRARY_PATH: CHROMIUM, VK_DRIVER_FILES: driver, VK_ICD_FILENAMES: driver } },
    );
    const differences: Record<string, number> = JSON.parse(stdout);
    expect(Object.keys(differences)).toEqual(['text_encoder', 'unet', 'vae_decoder']);
    for (const [component, difference] of Object.entries(differences)) {
      expect([component, difference < 1e-4]).toEqual([component, true]);
    }
  });
});
