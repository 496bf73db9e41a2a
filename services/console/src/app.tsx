import { Suspense } from 'react';
import { Route, Switch } from 'wouter';
import { Crash } from './layout/crash.js';
import { Elsewhere } from './layout/elsewhere.js';
import { NotFound } from './layout/not-found.js';
import { Offline } from './layout/offline.js';
import { Page } from './layout/page.js';
import { Waiting } from './layout/waiting.js';
import { pages } from './pages.js';
import { views } from './views.js';

export function App() {
  return (
    <Crash>
      <Offline />
      <Suspense fallback={<Waiting />}>
        <Switch>
          {pages.map((page) => {
            const View = views[page.name];
            return (
              <Route key={page.name} path={page.path}>
                <Page {...page}>
                  <View />
                </Page>
              </Route>
            );
          })}
          <Route path="/docs">
            <Elsewhere />
          </Route>
          <Route>
            <NotFound />
          </Route>
        </Switch>
      </Suspense>
    </Crash>
  );
}
