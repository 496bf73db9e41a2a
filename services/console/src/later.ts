import { type ComponentType, lazy } from 'react';

/** A page that is loaded when it is first shown. */
export const later = <Name extends string>(
  load: () => Promise<Record<Name, ComponentType>>,
  name: Name,
): ComponentType => lazy<ComponentType>(async () => ({ default: (await load())[name] }));
