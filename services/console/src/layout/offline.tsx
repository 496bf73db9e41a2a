import { WifiOff } from 'lucide-react';
import { useSyncExternalStore } from 'react';
import { text } from '../text/index.js';
import './offline.css';

function subscribe(onChange: () => void): () => void {
  addEventListener('online', onChange);
  addEventListener('offline', onChange);
  return () => {
    removeEventListener('online', onChange);
    removeEventListener('offline', onChange);
  };
}

export const useOnline = (): boolean => useSyncExternalStore(subscribe, () => navigator.onLine);

export function Offline() {
  const online = useOnline();
  return (
    <div role="status" className={online ? undefined : 'offline'}>
      {!online && (
        <>
          <WifiOff aria-hidden />
          {text.offline}
        </>
      )}
    </div>
  );
}
