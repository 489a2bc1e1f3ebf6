import { createTableTools } from '../../parts/table-tools.tsx';

/** One text to find and one file, for the list that is shown. */
export const tools = createTableTools('administration');
