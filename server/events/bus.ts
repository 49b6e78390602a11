import { EventEmitter } from 'node:events';
import { singleton } from '../singleton.ts';
import type { EventMap } from './event-map.ts';

type Name = keyof EventMap & string;
export type Bus = {
  emit<K extends Name>(event: K, payload: EventMap[K]): void;
  on<K extends Name>(event: K, listener: (payload: EventMap[K]) => void): () => void;
};

export function createBus(): Bus {
  const emitter = new EventEmitter();
  emitter.setMaxListeners(0);
  return {
    emit: (event, payload) => void emitter.emit(event, payload),
    on: (event, listener) => {
      emitter.on(event, listener);
      return () => emitter.off(event, listener);
    },
  };
}

export const processBus = (): Bus => singleton('bus', createBus);
