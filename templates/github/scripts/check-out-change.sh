git -c credential.helper= -c credential.helper='!gh auth git-credential' fetch --quiet origin "$AT"
git checkout --quiet --detach "$AT"
