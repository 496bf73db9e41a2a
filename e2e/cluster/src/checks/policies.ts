import { arrowsOfArchitecture } from '@imageai/charts/architecture';
import { execIn, kubectl, podsOf } from '../kubectl.js';
import { apiServer, namespace, node, outsideAddress } from '../layout.js';
import { friends, release } from '../platform.js';
import { waitUntil } from '../wait-until.js';
import { type Check, expect } from './check.js';
import { listenOutside, OUTSIDE_PORTS } from './outside-listener.js';
import { makeStranger, STRANGER } from './stranger.js';

const arrows = arrowsOfArchitecture();
const services = Object.keys(arrows);
const owners = ['auth', 'generation', 'metering', 'storage', 'webhooks'];

interface Target {
  readonly name: string;
  readonly host: string;
  readonly port: number;
}
/** Who tries, from which workload, and the names of all that must answer. */
interface Row {
  readonly who: string;
  readonly from: string;
  readonly namespace: string;
  readonly reaches: readonly string[];
  readonly tries: readonly Target[];
}

export const enforcesPolicies: Check = {
  title:
    'each service reaches exactly whom docs/architecture.md says; strangers reach none of them, workers nothing outside',
  run: async () => {
    const stopListening = await listenOutside();
    try {
      for (const one of Object.values(friends)) await kubectl(['create', 'namespace', one]);
      for (const one of [namespace, ...Object.values(friends)]) await makeStranger(one);
      const rows = await allRows();
      for (const row of rows) await expectReach(row);
      const tries = rows.reduce((sum, row) => sum + row.tries.length, 0);
      const open = rows.reduce((sum, { reaches }) => sum + reaches.length, 0);
      return `${tries} ways tried, ${open} of them open`;
    } finally {
      await kubectl(['delete', 'pod', STRANGER, '--ignore-not-found', '--grace-period=1']);
      await kubectl(['delete', 'namespace', ...Object.values(friends), '--ignore-not-found', '--wait=false']);
      await stopListening();
    }
  },
};

async function allRows(): Promise<Row[]> {
  const inside = [...targetsInside, await healthOf('auth')];
  // Every pod reaches itself.
  const insideForAuth = [...targetsInside, await healthOf('storage')];
  const ofService = (service: string): Row => ({
    who: service,
    from: `deployment/${release}-${service === 'inference' ? 'inference-cpu' : service}`,
    namespace,
    tries: [...(service === 'auth' ? insideForAuth : inside), ...targetsOutside],
    reaches: [
      ...(arrows[service] ?? []),
      ...(owners.includes(service) ? ['Postgres'] : []),
      'NATS',
      ...(service === 'auth' || service === 'webhooks' ? ['a sign-in provider'] : []),
      ...(service === 'webhooks' ? ['a customer’s server'] : []),
    ],
  });
  const ofStranger = (who: string, where: string, reaches: readonly string[]): Row => ({
    ...{ who, from: `pod/${STRANGER}`, namespace: where, tries: inside, reaches },
  });
  return [
    ...services.map(ofService),
    ofStranger('a pod beside them without their labels', namespace, []),
    ofStranger('Prometheus', friends.monitoring, ['the health port']),
    ofStranger('the ingress controller', friends.ingress, ['the API', 'the image host']),
  ];
}

const targetsInside: readonly Target[] = [
  ...['auth', 'generation', 'metering', 'storage', 'webhooks'].map((name) => ({
    ...{ name, host: `${release}-${name}.${namespace}`, port: 50_051 },
  })),
  { name: 'the API', host: `${release}-gateway.${namespace}`, port: 8080 },
  { name: 'the image host', host: `${release}-storage.${namespace}`, port: 8081 },
];

const targetsOutside: readonly Target[] = [
  { name: 'Postgres', host: node.address, port: 5432 },
  { name: 'NATS', host: node.address, port: 4222 },
  { name: 'a sign-in provider', host: outsideAddress, port: OUTSIDE_PORTS.https },
  { name: 'a customer’s server', host: outsideAddress, port: OUTSIDE_PORTS.other },
  { name: 'the API server of Kubernetes', host: node.address, port: apiServer.port },
];

async function healthOf(service: string): Promise<Target> {
  const [pod] = await podsOf(`app.kubernetes.io/component=${service}`);
  expect(pod?.status.podIP !== undefined, `There is no pod of ${service}.`);
  return { name: 'the health port', host: pod.status.podIP, port: 9090 };
}

/** Rules follow a pod's start by a moment: until they do, neither all is open nor all closed. */
async function expectReach({ who, from, namespace: where, reaches, tries }: Row): Promise<void> {
  const expected = [...reaches].sort().join(', ');
  await waitUntil(`the rules for ${who}`, 30, async () => {
    const answers = JSON.parse(await execIn(where, from, ['node', '-e', script, JSON.stringify(tries)])) as boolean[];
    const found = tries.filter((_, index) => answers[index]).map(({ name }) => name);
    expect(found.sort().join(', ') === expected, `It reaches ${found}; it should reach ${expected}.`);
    return true;
  });
}

/** Whether each of them lets itself be connected to. */
const script = `
const { connect } = require('node:net');
const open = ({ host, port }) =>
  new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 3_000 });
    const end = (is) => () => socket.destroy() && resolve(is);
    socket.once('connect', end(true)).once('error', end(false)).once('timeout', end(false));
  });
Promise.all(JSON.parse(process.argv[1]).map(open)).then((all) => console.log(JSON.stringify(all)));
`;
