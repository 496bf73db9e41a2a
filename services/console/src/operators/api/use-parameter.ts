import { useSearch } from 'wouter';

/** A parameter of the address; empty where it is absent. */
export const useParameter = (name: string): string => new URLSearchParams(useSearch()).get(name) ?? '';
