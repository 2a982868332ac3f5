// Package face draws portraits: flat shapes in layers, a cloth of batik behind, a person in front. The demo town's people
// have their faces from here, so that nothing has to be fetched and nobody's likeness is used. The same [Face] always
// gives the same bytes.
package face
