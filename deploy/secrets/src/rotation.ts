import {
  type Caller,
  callers,
  type NatsUserName,
  natsUserNames,
  postgresUsers,
  random,
  type Secrets,
} from './secrets.js';
import { SecretsError } from './secrets-error.js';

/** What can be made anew while the platform runs, by the name that the command line knows it by. */
interface Rotation {
  rotate(secrets: Secrets): Secrets;
  /** Ends what `rotate` left accepted; absent where only one can hold at a time. */
  retire?(secrets: Secrets): Secrets;
  /** What to do with what was written, in order. */
  readonly steps: readonly string[];
}

const apply = 'Apply kubernetes.yaml.';
const applyNats = 'Give nats-users.conf to nats-server and let it read it again (nats-server --signal reload).';

const tokenOf = (caller: Caller): Rotation => ({
  rotate: ({ tokens, ...rest }) => ({
    ...rest,
    tokens: { ...tokens, [caller]: [random(), ...tokens[caller].slice(0, 1)] },
  }),
  retire: ({ tokens, ...rest }) => ({ ...rest, tokens: { ...tokens, [caller]: tokens[caller].slice(0, 1) } }),
  steps: [
    apply,
    'Restart auth, generation, metering, storage and webhooks: they know both tokens then.',
    caller === 'operator'
      ? 'Use the new token, and restart gateway: the operators’ API shows it.'
      : `Restart ${caller}: it shows the new one then.`,
    `Run --retire token:${caller}, apply kubernetes.yaml, and restart the five once more.`,
  ],
});

/** Of a person who acts through the operators' API. */
const operator = (name: string): Rotation => ({
  rotate: ({ operators, ...rest }) => ({
    ...rest,
    operators: { ...operators, [name]: [random(), ...(operators[name] ?? []).slice(0, 1)] },
  }),
  retire: ({ operators, ...rest }) => ({
    ...rest,
    operators: { ...operators, [name]: (operators[name] ?? []).slice(0, 1) },
  }),
  steps: [
    `${apply} Restart gateway: it knows both tokens then.`,
    `Give operators/${name}.env to ${name}.`,
    `Run --retire operator:${name}, apply kubernetes.yaml, and restart gateway once more.`,
  ],
});

const natsUser = (name: NatsUserName): Rotation => ({
  rotate: ({ nats, ...rest }) => {
    const [current] = nats[name];
    const count = Number(/-(\d+)$/.exec(current?.user ?? '')?.[1] ?? 1);
    const next = { user: `${name}-${count + 1}`, password: random() };
    return { ...rest, nats: { ...nats, [name]: [next, ...nats[name].slice(0, 1)] } };
  },
  retire: ({ nats, ...rest }) => ({ ...rest, nats: { ...nats, [name]: nats[name].slice(0, 1) } }),
  steps: [
    applyNats,
    name === 'operator' ? 'Use the new user.' : `${apply} Restart ${name}: it comes as the new user then.`,
    `Run --retire nats:${name}, and give nats-users.conf to nats-server again.`,
  ],
});

const rotations: Readonly<Record<string, Rotation>> = {
  ...Object.fromEntries(callers.map((caller) => [`token:${caller}`, tokenOf(caller)])),
  ...Object.fromEntries(natsUserNames.map((name) => [`nats:${name}`, natsUser(name)])),
  ...Object.fromEntries(
    postgresUsers.map((user): [string, Rotation] => [
      `postgres:${user}`,
      {
        rotate: ({ postgres, ...rest }) => ({ ...rest, postgres: { ...postgres, [user]: random() } }),
        steps:
          user === 'superuser'
            ? ['Set the password of the superuser by hand: no service has it.']
            : [
                `Run postgres.sql. Connections that are open stay; ${user} opens no new one until the next step.`,
                `${apply} Restart ${user}.`,
              ],
      },
    ]),
  ),
  'webhooks:keys': {
    rotate: ({ webhookKeys, ...rest }) => {
      const count = Number(/(\d+)$/.exec(webhookKeys[0]?.name ?? '')?.[1] ?? 0);
      return { ...rest, webhookKeys: [{ name: `k${count + 1}`, key: random() }, ...webhookKeys] };
    },
    retire: ({ webhookKeys, ...rest }) => ({ ...rest, webhookKeys: webhookKeys.slice(0, 1) }),
    steps: [
      `${apply} Restart webhooks: what it writes is sealed with the new key, and within the hour all that was sealed before.`,
      'Two hours later run --retire webhooks:keys, apply kubernetes.yaml, and restart webhooks.',
    ],
  },
  'images:urls': {
    rotate: ({ imageUrlKeys, ...rest }) => ({ ...rest, imageUrlKeys: [random(), ...imageUrlKeys.slice(0, 1)] }),
    retire: ({ imageUrlKeys, ...rest }) => ({ ...rest, imageUrlKeys: imageUrlKeys.slice(0, 1) }),
    steps: [
      `${apply} Restart storage: it accepts both keys then.`,
      'Restart gateway and webhooks: they sign with the new one then.',
      'When IMAGE_URL_SECONDS have passed, run --retire images:urls, apply kubernetes.yaml, and restart storage.',
    ],
  },
};

/** All names that are the same everywhere, as `--rotate` takes them. */
export const rotationNames: readonly string[] = Object.keys(rotations);

export function rotate(secrets: Secrets, name: string): { secrets: Secrets; steps: readonly string[] } {
  const rotation = find(name, secrets);
  return { secrets: rotation.rotate(secrets), steps: rotation.steps };
}

export function retire(secrets: Secrets, name: string): Secrets {
  const { retire: end } = find(name, secrets);
  if (end === undefined) throw new SecretsError(`${name} holds one value at a time: there is nothing to retire.`);
  return end(secrets);
}

function find(name: string, { operators }: Secrets): Rotation {
  if (name === 'auth:pepper') {
    throw new SecretsError(
      'auth:pepper cannot be made anew: every API key, session and link is hashed with it, and would end.',
    );
  }
  const all: Readonly<Record<string, Rotation>> = {
    ...rotations,
    ...Object.fromEntries(Object.keys(operators).map((each) => [`operator:${each}`, operator(each)])),
  };
  const rotation = Object.hasOwn(all, name) ? all[name] : undefined;
  if (rotation === undefined) {
    throw new SecretsError(`There is no secret "${name}"; there are ${Object.keys(all).join(', ')}.`);
  }
  return rotation;
}
