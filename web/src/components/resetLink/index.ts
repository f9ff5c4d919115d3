export { ResetLinkDialog } from './ResetLinkDialog';
export { text as resetLinkText } from './text';
