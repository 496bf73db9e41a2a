import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { apply } from '../kubectl.js';
import { inState, namespace, node, outsideAddress, pods, repository } from '../layout.js';

export const ADMIN_PORT = 8082;
const CLAIM = 'models';
/** It can begin with an image, which the embedded model cannot. */
const model = 'tiny-edits';

const removal = { settings: { REMOVAL_GRACE_MS: 1_000 } };
/** What the local stack of these tests is told, too: they have no minutes to wait, and come from many addresses. */
export const settings = {
  services: {
    gateway: {
      settings: {
        TRUSTED_PROXIES: `${pods.cidr},${node.address}/${node.prefix}`,
        READS_PER_MINUTE: 100_000,
        ADMIN_PORT,
        ADMIN_HOST: '0.0.0.0',
      },
    },
    generation: removal,
    metering: removal,
    storage: removal,
    webhooks: {
      settings: { ...removal.settings, WEBHOOKS_ALLOWED_RANGES: `${outsideAddress}/32,127.0.0.0/8,::1/128` },
    },
  },
  models: { source: 'claim', claim: { existingClaim: CLAIM } },
  inference: { pools: { cpu: { models: ['embedded', model] } } },
};

/** A volume with a model beside the embedded one: a folder of the node. */
export async function makeModelsClaim(): Promise<void> {
  const path = inState('models');
  const tiny = join(repository, 'libs/diffusion/fixtures/tiny-stable-diffusion-2');
  await cp(tiny, join(path, model), { recursive: true, dereference: true });
  const shared = { accessModes: ['ReadOnlyMany'], storageClassName: '' };
  const storage = '1Gi';
  await apply(
    {
      ...{ apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name: CLAIM } },
      spec: { ...shared, capacity: { storage }, hostPath: { path }, claimRef: { name: CLAIM, namespace } },
    },
    {
      ...{ apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: CLAIM } },
      spec: { ...shared, resources: { requests: { storage } }, volumeName: CLAIM },
    },
  );
}
