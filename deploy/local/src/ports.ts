import { freePort, isPortFree, StartupError } from '@imageai/backing-services';
import { SERVICE_NAMES, type ServiceName } from './service-names.js';

export interface ServicePorts {
  grpc?: number;
  health: number;
  /** The public API; gateway only. */
  http?: number;
  /** The pictures; storage only. */
  cdn?: number;
  /** What operators ask; gateway only. */
  admin?: number;
}

export interface Ports {
  postgres: number;
  nats: number;
  services: Record<ServiceName, ServicePorts>;
}

const WITHOUT_GRPC: readonly ServiceName[] = ['gateway', 'inference'];

/** The two public ports as asked for (0: any), operators' beside them, the others wherever there is room on loopback. */
export async function choosePorts(asked: { port: number; cdnPort: number }): Promise<Ports> {
  const taken = new Set([asked.port, asked.cdnPort]);
  const inner = async (): Promise<number> => {
    const port = await freePort();
    return taken.has(port) ? inner() : port;
  };
  const http = await outer(asked.port, '--port', inner);
  const cdn = await outer(asked.cdnPort, '--cdn-port', inner);
  const admin = await beside(asked.port, taken, inner);
  const services = {} as Record<ServiceName, ServicePorts>;
  for (const name of SERVICE_NAMES) {
    services[name] = {
      ...(!WITHOUT_GRPC.includes(name) && { grpc: await inner() }),
      health: await inner(),
      ...(name === 'gateway' && { http, admin }),
      ...(name === 'storage' && { cdn }),
    };
  }
  return { postgres: await inner(), nats: await inner(), services };
}

/** The same at each start, where it can be had: the second after the public one. */
async function beside(port: number, taken: Set<number>, inner: () => Promise<number>): Promise<number> {
  const wanted = port + 2;
  if (port === 0 || wanted > 65_535 || taken.has(wanted)) return inner();
  if (!(await isPortFree(wanted).catch(() => false))) return inner();
  taken.add(wanted);
  return wanted;
}

async function outer(port: number, option: string, inner: () => Promise<number>): Promise<number> {
  if (port === 0) return inner();
  let free: boolean;
  try {
    free = await isPortFree(port);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EACCES') throw error;
    throw new StartupError(`Port ${port} is open only to root: choose one above 1023 with ${option}.`);
  }
  if (free) return port;
  throw new StartupError(`Port ${port} is in use: stop what listens there, or choose another with ${option}.`);
}
