import { operatorDefinitions } from '@imageai/charts/definitions';
import { apply, kubectl } from '../kubectl.js';
import { waitUntil } from '../wait-until.js';

const kindsOfOperators = 'customresourcedefinitions.apiextensions.k8s.io';

/** What the examples name and whoever runs a cluster brings: the operators' kinds, classes, and volumes. */
export async function bringPrerequisites(): Promise<void> {
  await apply(...operatorDefinitions(), cloudNativePg);
  // One that was made a moment ago has no conditions yet, which kubectl takes for an error.
  await waitUntil('the operators’ kinds', 60, () =>
    kubectl(['wait', '--for=condition=Established', kindsOfOperators, '--all', '--timeout=60s']),
  );
  await apply(
    { apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', metadata: { name: 'imageai' }, value: 1000 },
    { apiVersion: 'node.k8s.io/v1', kind: 'RuntimeClass', metadata: { name: 'nvidia' }, handler: 'nvidia' },
    storageClass('standard', { 'storageclass.kubernetes.io/is-default-class': 'true' }),
    storageClass('shared', {}),
    ...Array.from({ length: 8 }, (_, index) => volume('standard', index)),
    ...Array.from({ length: 2 }, (_, index) => volume('shared', index)),
  );
}

const storageClass = (name: string, annotations: Readonly<Record<string, string>>) => ({
  ...{ apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: { name, annotations } },
  provisioner: 'kubernetes.io/no-provisioner',
  volumeBindingMode: 'Immediate',
});

/** Nobody writes to it: claims find it, and the scheduler sees what it sees where there are volumes. */
const volume = (storageClassName: string, index: number) => ({
  ...{ apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name: `${storageClassName}-${index}` } },
  spec: {
    storageClassName,
    capacity: { storage: '4Ti' },
    accessModes: ['ReadWriteOnce', 'ReadWriteMany'],
    hostPath: { path: `/nowhere/${storageClassName}-${index}` },
  },
});

const anything = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } };
/** CloudNativePG is no module of the proxy: its kind takes whatever fields here; the chart's suite checks them. */
const cloudNativePg = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'clusters.postgresql.cnpg.io' },
  spec: {
    group: 'postgresql.cnpg.io',
    scope: 'Namespaced',
    names: { kind: 'Cluster', listKind: 'ClusterList', plural: 'clusters', singular: 'cluster' },
    versions: [{ name: 'v1', served: true, storage: true, schema: anything }],
  },
};
