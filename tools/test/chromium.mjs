import { execFile, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Comes with it, and is what libs/diffusion looks for: a Vulkan in software that is new enough for WebGPU. */
const DRIVER = '/usr/lib/chromium/vk_swiftshader_icd.json';

/**
 * Installs Debian's chromium where apt is there and we are root: for the tests of the website, and for its software
 * Vulkan. Where it cannot be had, the tests that need it are skipped and say so.
 */
export async function ensureChromium() {
  if (existsSync(DRIVER)) return;
  if (process.getuid?.() !== 0 || spawnSync('apt-get', ['--version'], { stdio: 'ignore' }).status !== 0) return;
  const apt = (...args) =>
    run('flock', [join(tmpdir(), 'imageai-apt.lock'), 'apt-get', '-qq', '-o', 'DPkg::Lock::Timeout=300', ...args], {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
  const install = () => apt('install', '--yes', '--no-install-recommends', 'chromium');
  try {
    // The package lists of a fresh container are empty: only then is the slower way needed.
    await install().catch(() => apt('update').then(install));
  } catch (error) {
    console.warn(
      `chromium could not be installed, so that webgpu and the website are not tested: ${error.message.split('\n')[0]}`,
    );
  }
}
