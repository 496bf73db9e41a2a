import { Suspense } from 'react';
import { Route, Switch } from 'wouter';
import { Empty } from '../components/empty.js';
import { Crash } from '../layout/crash.js';
import { Offline } from '../layout/offline.js';
import { Waiting } from '../layout/waiting.js';
import { operatorsText } from '../text/operators.js';
import { useOperator } from './api/admin.js';
import { Page } from './layout/page.js';
import { SignIn } from './layout/sign-in.js';
import { operatorPages } from './pages.js';
import { operatorViews } from './views.js';

export function App() {
  const { operator, hasEnded } = useOperator();
  return (
    <Crash>
      <Offline />
      {operator === undefined ? <SignIn hasEnded={hasEnded} /> : <Pages />}
    </Crash>
  );
}

function Pages() {
  const { titles, missing } = operatorsText;
  return (
    <Switch>
      {operatorPages.map(({ name, path }) => {
        const View = operatorViews[name];
        return (
          <Route key={name} path={path}>
            <Page title={titles[name]}>
              <Suspense fallback={<Waiting />}>
                <View />
              </Suspense>
            </Page>
          </Route>
        );
      })}
      <Route>
        <Page title={titles.missing}>
          <Empty title={titles.missing} heading="h1">
            {missing}
          </Empty>
        </Page>
      </Route>
    </Switch>
  );
}
