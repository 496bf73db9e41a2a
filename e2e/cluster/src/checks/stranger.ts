import { registry, tags } from '../images.js';
import { applyIn, kubectl } from '../kubectl.js';

export const STRANGER = 'stranger';

/** A pod that is none of the chart's, and waits to be told what to try. */
export async function makeStranger(namespace: string): Promise<void> {
  const securityContext = {
    ...{ allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, runAsNonRoot: true },
    ...{ capabilities: { drop: ['ALL'] }, seccompProfile: { type: 'RuntimeDefault' } },
  };
  const container = {
    ...{ name: STRANGER, image: `${registry}/imageai-services:${tags.first}`, imagePullPolicy: 'Never' },
    ...{ args: ['sleep', 'infinity'], securityContext },
  };
  const spec = { automountServiceAccountToken: false, terminationGracePeriodSeconds: 1, containers: [container] };
  await applyIn(namespace, { apiVersion: 'v1', kind: 'Pod', metadata: { name: STRANGER }, spec });
  await kubectl(['wait', '--namespace', namespace, '--for=condition=Ready', `pod/${STRANGER}`, '--timeout=120s']);
}
