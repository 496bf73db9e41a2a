import { CircleUserRound } from 'lucide-react';
import { Menu, MenuItem } from '../../components/menu.js';
import { ThemeChoice } from '../../layout/theme-menu.js';
import { text } from '../../text/index.js';
import { operatorsText } from '../../text/operators.js';
import { leave, useOperator } from '../api/admin.js';
import '../../layout/account-menu.css';

export function OperatorMenu() {
  const { operator } = useOperator();
  const name = operator?.name ?? '';
  return (
    <Menu
      label={`${text.nav.account}: ${name}`}
      className="button button-quiet account-button"
      button={
        <>
          <CircleUserRound aria-hidden />
          <span>{name}</span>
        </>
      }
    >
      <ThemeChoice />
      <hr className="menu-line" />
      <MenuItem onClick={() => leave()}>{operatorsText.leave}</MenuItem>
    </Menu>
  );
}
