// The design system of Alun: everything that wings draw with. See gallery.tsx for all of it on one page.
export { Icon, type IconName } from "./icon";
export { Art, type ArtName } from "./art";
export { Mark, Kawung } from "./mark";
export { Button, IconButton, type ButtonProps, type IconButtonProps } from "./button";
export { Avatar, GroupAvatar, avatarUrl, type Face } from "./avatar";
export { Cell, CellGroup, type CellProps } from "./cell";
export { TextField, TextArea, Search, grow, type TextFieldProps, type TextAreaProps, type SearchProps } from "./field";
export { Switch, Checkbox, Radio, Segmented, type Option } from "./choice";
export { CodeInput } from "./code-input";
export { Sheet, type SheetProps } from "./sheet";
export { openSheet, confirm, actionSheet, type Action, type Question } from "./dialogs";
export { openMenu, openPopover, type MenuItem, type MenuOptions, type Place } from "./menu";
export { usePress } from "./press";
export { SwipeCell, type SwipeAction } from "./swipe";
export { IndexList, type Section } from "./index-list";
export { Badge, Banner, EmptyState, ErrorState, Skeleton, SkeletonList, Spinner } from "./states";
export { RootBar, TopBar, Page, type TopBarProps } from "./topbar";
