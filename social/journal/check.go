package journal

import (
	"context"
	"errors"
	"fmt"

	"alun/base/id"
	"alun/base/store"
)

// Check returns an error that names the journals that break their order, at most 20.
func Check(ctx context.Context, tx *store.Tx) error {
	rows, err := tx.Query(ctx, selectBroken)
	if err != nil {
		return err
	}
	defer rows.Close()
	var broken []error
	for rows.Next() {
		var account id.Account
		var key string
		if err := rows.Scan(&account, &key); err != nil {
			return err
		}
		broken = append(broken, fmt.Errorf("account %d: change %q lies outside its numbers", account, key))
	}
	return errors.Join(append(broken, rows.Err())...)
}
